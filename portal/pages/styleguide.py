"""What the living style page shows: the design's values, and a sample for each state of each component."""

import re
from types import SimpleNamespace

from django.conf import settings
from django.core.paginator import Paginator
from django.utils import timezone

from cities.constellation import constellation
from cities.models import City, Partner, WarStatus
from initiatives.models import Area, Initiative
from news.models import Article, Event
from portal.pages.forms import ContactForm

TOKENS = settings.BASE_DIR / "static/css/tokens.css"
ICONS = settings.BASE_DIR / "templates/icons"


def colours() -> dict[str, tuple[str, str]]:
    """The colours of tokens.css by their names, each as it is in the light and in the dark scheme ("#rrggbb")."""
    css = TOKENS.read_text(encoding="utf-8")
    plain = {name: (value, value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css)}
    paired = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", css)
    return plain | {name: (light, dark) for name, light, dark in paired}


def contrast(colour: str, ground: str) -> float:
    """The contrast ratio of two colours, 1 to 21. WCAG 2.2, "relative luminance" and "contrast ratio"."""
    darker, lighter = sorted((_luminance(colour), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def samples() -> dict:
    """Rows of the portal in their several states, and forms, lists and sources in states that no row is in."""
    today = timezone.localdate()
    pages = Paginator(range(200), 10)
    cities = City.objects.published().in_directory()
    initiatives = Initiative.objects.published().newest_first()
    return {
        "colours": colours(),
        "icons": sorted(path.stem for path in ICONS.glob("*.svg")),
        "cities": [
            *cities.filter(war_statuses__isnull=True).networked_first().for_cards()[:2],
            *cities.filter(war_statuses__in=WarStatus.objects.current()).for_cards()[:1],
            *cities.filter(partners_wanted__isnull=False).for_cards()[:1],
        ],
        "initiatives": [
            row for stage in Initiative.Stage.values for row in initiatives.at_stage(stage).for_cards()[:1]
        ],
        "told": initiatives.filter(resources__isnull=False).for_page().first(),
        "partners": Partner.objects.published().by_name().for_cards()[:2],
        "articles": Article.objects.published().newest_first().for_cards()[:2],
        "events": [
            *Event.objects.published().upcoming().for_cards()[:1],
            *Event.objects.published().past().for_cards()[:1],
        ],
        "areas": Area.objects.current().with_counts(),
        "claims": [
            SimpleNamespace(source_url="https://example.org/", source_title="", checked_on=today, is_stale=False),
            SimpleNamespace(source_url="", source_title="example.org", checked_on=today, is_stale=True),
        ],
        "form": ContactForm(auto_id="empty-%s"),
        "refused_form": ContactForm({"email": "@"}, auto_id="refused-%s"),
        "lists": [pages.page(number) for number in (1, 10, 20)],
        "stages": Initiative.Stage.choices,
        "map": constellation(cities),
    }
