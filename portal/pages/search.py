"""What is found of the pages that staff write."""

from django.utils import timezone

from portal.pages.models import Page
from portal.richtext import plain_text
from portal.search.sources import Document, Source, register, ukrainian_address

# What the association was called in earlier English texts.
FORMER_NAMES = ["Student Cities", "Studying Cities"]


@register
class PageSource(Source):
    model = Page

    def published(self):
        return Page.objects.published()

    def document(self, page):
        return Document(
            title_uk=page.title_uk,
            title_en=page.title_en,
            summary_uk=page.lead_uk,
            summary_en=page.lead_en,
            text_uk=plain_text(page.body_uk),
            text_en=plain_text(page.body_en),
            names=FORMER_NAMES if page.path == "about" else [],
            address=ukrainian_address(page),
            date=timezone.localdate(page.published_at),
        )
