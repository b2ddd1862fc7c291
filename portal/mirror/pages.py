"""A page of the site made into one that works as a file: other links, no forms, a note on what it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from portal.csp import hash_source
from portal.mirror.addresses import address_of, filters_of, language_of, path_of

# Where the day of the copy goes; the writer puts it in, since a page that has not changed keeps its day.
DAY = "<!--day of the copy-->"
# The scripts that ask no server; a page's other ones are left out.
KEPT_SCRIPTS = ("js/site.js", "js/mirror.js")
# As the site's policy. A <meta> cannot say who may frame the page; "file:" is what "self" means on a disk.
_POLICY = "; ".join(
    [
        "default-src 'none'",
        f"script-src 'self' file: {hash_source(settings.SCHEME_SCRIPT)}",
        *(f"{kind}-src 'self' file:" for kind in ("style", "font")),
        "img-src 'self' file: data:",
        "form-action 'self' file:",
        "base-uri 'none'",
    ]
)
# What a <link> may be that a copy cannot serve: what makes an app of the site, the search of a browser's address bar;
# and fonts, which browsers refuse to load beforehand from a disk.
_LEFT_OUT = {"manifest", "search", "preload"}

_ATTRIBUTE = re.compile(r"""(\s+)([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_LINKS = {"href", "xlink:href", "src"}

# Stands before and after each link of a page until all links are known; no page holds it.
_MARK = "\0"
_MARKED = re.compile("\0([^\0]*)\0")


def prepared(html: str, address: str) -> str:
    """The page at an address of the site as its copy shows it, but for its links and, in place of ``DAY``, its day."""
    with translation.override(language_of(address)):
        page = _Page(address)
        page.feed(html)
        page.close()
        return "".join(page.out)


def links_of(page: str) -> list[str]:
    """The links of a prepared page, as they stand in the page of the site."""
    return [unescape(link) for link in _MARKED.findall(page)]


def with_links(page: str, resolve: Callable[[str], str]) -> str:
    """A prepared page with the links that ``resolve`` gives in place of those of the site."""
    return _MARKED.sub(lambda found: escape(resolve(unescape(found[1]))), page)


def _marked(link):
    return f"{_MARK}{link}{_MARK}"


@dataclass
class Value:
    """What somebody may choose: the query that chooses it, its name, the language of that."""

    query: str
    label: str = ""
    lang: str = ""


@dataclass
class Choice:
    """Something by which a list is narrowed."""

    label: str
    values: list[Value] = field(default_factory=list)


class _Page(HTMLParser):
    """Passes everything on as it stands, but for what a copy has to say in another way."""

    def __init__(self, address):
        super().__init__(convert_charrefs=False)
        self.out = []
        self._address = address
        self._form = None
        self._is_in_script = False  # one that is left out
        self._has_note = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if self._form is not None:
            self._form.start(tag, given)
        elif tag == "form" and not self._is_search(given):
            self._form = _Form(is_filter=(given.get("method") or "get").lower() == "get")
        elif tag == "script" and given.get("src") and not self._is_kept(given["src"]):
            self._is_in_script = True
        elif not (tag == "link" and _LEFT_OUT & set((given.get("rel") or "").split())):
            if tag == "header":
                self._put_note()
            self.out.append(self._with_links(tag, given))
            if tag == "meta" and "charset" in given:
                self.out.append(f'\n    <meta http-equiv="Content-Security-Policy" content="{_POLICY}">')

    def handle_startendtag(self, tag, attrs):
        if self._form is None:
            self.out.append(self._with_links(tag, dict(attrs)))

    def handle_endtag(self, tag):
        if self._form is not None:
            if tag == "form":
                self.out.append(self._instead_of_form())
                self._form = None
            else:
                self._form.end(tag)
        elif self._is_in_script:
            self._is_in_script = tag != "script"
        else:
            if tag == "head":
                self.out.append(f'<link rel="stylesheet" href="{_marked(static("css/mirror.css"))}">\n  ')
            self.out.append(f"</{tag}>")

    def handle_data(self, data):
        self._pass_on(data)

    def handle_entityref(self, name):
        self._pass_on(f"&{name};")

    def handle_charref(self, name):
        self._pass_on(f"&#{name};")

    def handle_comment(self, data):
        self._pass_on(f"<!--{data}-->")

    def handle_decl(self, decl):
        self._pass_on(f"<!{decl}>")

    def _pass_on(self, text):
        if self._form is not None:
            self._form.text(text)
        else:
            self.out.append(text)

    # Links

    def _with_links(self, tag, given):
        names_the_site = tag == "link" and (given.get("rel") == "canonical" or "hreflang" in given)
        is_picture = tag == "meta" and given.get("property") == "og:image"
        form = tag == "form"

        def replaced(match):
            gap, name, value = match.groups()
            plain = unescape(value.strip("\"'")) if value else ""
            if name == "data-worker":
                return ""
            if (
                value
                and not names_the_site
                and (name in _LINKS or (is_picture and name == "content") or (form and name == "action"))
            ):
                return f'{gap}{name}="{escape(_marked(plain))}"'
            if value and name == "srcset":
                return f'{gap}{name}="{escape(self._with_sources(plain))}"'
            return match[0]

        return _ATTRIBUTE.sub(replaced, self.get_starttag_text())

    def _with_sources(self, srcset):
        parts = [source.strip().partition(" ") for source in srcset.split(",")]
        return ", ".join(f"{_marked(link)} {width}".strip() for link, _gap, width in parts)

    def _is_kept(self, src):
        return any(src == static(name) for name in KEPT_SCRIPTS)

    # Forms

    def _is_search(self, given):
        return path_of(address_of(given.get("action") or "", self._address) or "") == reverse("search:search")

    def _instead_of_form(self):
        path, form = path_of(self._address), self._form
        # The numbers beside the values of a list that is narrowed already hold for both choices together.
        offers = form.is_filter and not filters_of(self._address)
        offered = [choice for choice in form.choices if choice.values] if offers else []
        for value in (value for choice in offered for value in choice.values):
            value.query = _marked(f"{path}?{value.query}")
        return render_to_string(
            "mirror/_form.html",
            {"live": settings.SITE_URL + self._address, "choices": offered, "is_filter": form.is_filter},
        )

    def _put_note(self):
        if self._has_note:
            return
        self._has_note = True
        language = language_of(self._address)
        note = render_to_string(
            "mirror/_note.html",
            {
                "day": mark_safe(DAY),  # noqa: S308 – a comment of ours
                "live": settings.SITE_URL + live(self._address),
                "about": _marked(about_address(language)),
            },
        )
        self.out.append(note)


def about_address(language) -> str:
    """The address under which the mirror's page about itself goes; the site has nothing there."""
    return in_language_path("/copy/", language)


def in_language_path(path, language):
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def live(address: str) -> str:
    """The address of the site that shows what this page of the mirror shows."""
    language = language_of(address)
    return in_language_path("/", language) if address == about_address(language) else address


class _Form:
    """What a form that is left out would have let a reader choose."""

    def __init__(self, *, is_filter):
        self.is_filter = is_filter
        self.choices = []
        self._heading = self._said = self._name = ""
        self._value = None  # the one whose name is being read

    def start(self, tag, given):
        is_value = tag == "option" or (tag == "input" and given.get("type") == "checkbox")
        if tag in _HEADINGS and self._value is None:
            self._said = ""
        elif tag == "select" or (is_value and given.get("name", self._name) != self._name):
            self._name = given.get("name", "")
            self.choices.append(Choice(self._heading))
        if is_value and given.get("value"):
            self._value = Value(urlencode({self._name: given["value"]}))
            self._said = ""
        elif self._value and given.get("lang"):
            self._value.lang = given["lang"]

    def text(self, text):
        self._said += text

    def end(self, tag):
        said = " ".join(unescape(self._said).split())
        if self._value and tag in ("label", "option"):
            self._value.label = said
            self.choices[-1].values.append(self._value)
            self._value = None
        elif tag in _HEADINGS:
            self._heading = said


_HEADINGS = ("summary", "label", "legend")
