"""How to cite an initiative: as text, for BibTeX and for reference managers (RIS)."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.languages import text_language
from portal.structured_data import absolute

# What has a meaning to TeX, written so that it has none. The backslash needs letters, so all go in one pass.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, also those behind a backslash
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_TEX_SIGN = re.compile("[" + re.escape("".join(_TEX)) + "]")


def as_text(initiative) -> str:
    """One line, after the Ukrainian standard ДСТУ 8302:2015, with the day on which it is read."""
    facts = _facts(initiative)
    return _("%(title)s / %(author)s. %(publisher)s, %(year)s. URL: %(url)s (accessed: %(today)s).") % facts


def as_bibtex(initiative) -> str:
    """An entry of BibTeX, to be read as UTF-8."""
    facts = _facts(initiative)
    fields = {
        "author": f"{{{_tex(facts['author'])}}}",  # an organisation has no first name
        "title": f"{{{_tex(facts['title'])}}}",
        "year": facts["year"],
        "publisher": f"{{{_tex(facts['publisher'])}}}",
        "url": facts["url"],
        "urldate": timezone.localdate().isoformat(),
        "langid": {"uk": "ukrainian", "en": "english"}[facts["language"]],
        "note": _tex(_("Licence: %(licence)s") % {"licence": "CC BY 4.0"}),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{ualc-initiative-{initiative.number},\n{lines}\n}}\n"


def as_ris(initiative) -> str:
    """A record of RIS: a tag on each line, lines that end in CR LF."""
    facts = _facts(initiative)
    tags = [
        ("TY", "WEB"),
        ("ID", f"ualc-initiative-{initiative.number}"),
        ("AU", facts["author"]),
        ("TI", facts["title"]),
        ("PB", facts["publisher"]),
        ("PY", facts["year"]),
        ("LA", facts["language"]),
        ("UR", facts["url"]),
        ("Y2", timezone.localdate().strftime("%Y/%m/%d/")),
        ("N1", _("Licence: %(licence)s") % {"licence": "CC BY 4.0"}),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags)


def _facts(initiative):
    """What all three tell. The author is a community or an organisation, never a person."""
    association = _("Ukrainian Association of Learning Cities")
    author = initiative.shown_organisation or initiative.shown_city
    return {
        "title": _one_line(initiative.title),
        "author": _one_line(author.name) if author else association,
        "publisher": association,
        "year": str(timezone.localtime(initiative.published_at).year),
        "url": absolute(initiative.get_absolute_url()),
        "language": text_language(initiative, "title"),
        "today": timezone.localdate().strftime("%d.%m.%Y"),
    }


def _one_line(text):
    return " ".join("".join(max(char, " ") for char in text).split())


def _tex(text):
    return _TEX_SIGN.sub(lambda sign: _TEX[sign[0]], text)
