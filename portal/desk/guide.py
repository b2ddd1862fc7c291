"""The editor's guide: ``docs/editing.uk.md``, read inside the admin and opened at the section that is needed."""

import re

import markdown
from django.conf import settings
from django.contrib import admin
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from markdown.extensions.toc import TocExtension, slugify_unicode

# Where the guide tells about what is on the screen: headings by the models of the admin.
SECTIONS = {
    "accounts.user": "Люди й ролі",
    "cities.city": "Сторінка міста",
    "cities.cityquestion": "Запитання до громад",
    "cities.blockedasker": "Запитання до громад",
    "cities.membershipapplication": "Заявки на членство",
    "cities.invitation": "Люди й ролі",
    "cities.representative": "Люди й ролі",
    "cities.networkmembership": "Членство в асоціації",
    "cities.warstatus": "Воєнний статус і безпека",
    "cities.award": "Джерела",
    "cities.indicator": "Джерела",
    "initiatives.initiative": "Розгляд ініціатив",
    "initiatives.answertemplate": "Розгляд ініціатив",
    "links.link": "Посилання, що не працюють",
    "doubles.pair": "Двійники",
    "mail.letter": "Листи порталу",
    "media.photo": "Світлини й документи",
    "media.document": "Світлини й документи",
    "newsletter.digest": "Розсилка",
    "newsletter.subscriber": "Розсилка",
    "news.article": "Новини й події",
    "news.event": "Новини й події",
    "pages.message": "Повідомлення",
}


def anchor(heading) -> str:
    """The end of the guide's address that leads to a heading."""
    return f"#{slugify_unicode(heading, '-')}"


def as_html() -> tuple[str, str]:
    """The guide and its table of contents."""
    text = (settings.BASE_DIR / "docs" / "editing.uk.md").read_text("utf-8")
    reader = markdown.Markdown(extensions=["tables", TocExtension(slugify=slugify_unicode, toc_depth="2")])
    html = reader.convert(text.partition("\n")[2])  # the title stands above
    html = re.sub(r'src="\.\./static/([^"]+)"', lambda found: f'src="{static(found[1])}" loading="lazy"', html)
    return html, reader.toc


@require_safe
def guide(request):
    html, contents = as_html()
    context = admin.site.each_context(request) | {
        "title": gettext("Editor’s guide"),
        # Our own file, in the repository.
        "guide": mark_safe(html),  # noqa: S308
        "contents": mark_safe(contents),  # noqa: S308
    }
    return render(request, "desk/guide.html", context)
