"""Components of lists and forms: cards, fields, filters, messages, what stands where nothing is."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.forms.joining import ApplicationForm
from cities.models import PartnerWanted, WarStatus
from cities.models.sectors import Sector
from initiatives.models import Consent, Initiative
from portal.media.models import Document
from portal.pages.forms import ContactForm
from portal.publishing.differences import differences
from portal.templatetags.portal import day

from . import rows
from .drawing import Component, State
from .forms import SampleFacets, SampleFilter, SampleForm, sample_panel


def cards():
    return [city_card(), initiative_card(), partner_card(), article_card(), event_card(), reference_card()]


def card(name, template, states):
    """A component whose ``states``, pairs of a name and what the template is given, stand side by side."""
    drawn = [State(label, {**context, "level": 4}) for label, context in states]
    return Component(name, template, drawn, layout="cards")


def city_card():
    memberships = rows.Rows([rows.membership(since="2024-05"), rows.membership()])
    wanted = rows.Rows([PartnerWanted(kind=Sector.BUSINESS), PartnerWanted(kind=Sector.CULTURE)])
    return card(
        _("City"),
        "cities/_card.html",
        [
            (_("Without a photo"), {"city": rows.city()}),
            (_("With a photo"), {"city": rows.city(photo=rows.photo(), initiative_count=1)}),
            (_("In networks"), {"city": rows.city(memberships=memberships, initiative_count=5)}),
            (_("Looking for partners"), {"city": rows.city(partners_wanted=wanted)}),
            *(
                (kind.value, {"city": rows.city(war_statuses=rows.Rows([rows.war_status(kind)]))})
                for kind in WarStatus.Kind
            ),
            (_("Ukrainian only"), {"city": rows.city(rows.UKRAINIAN_ONLY)}),
        ],
    )


def initiative_card():
    photos = rows.Rows([{"photo": rows.photo()}])
    areas = rows.Rows([rows.area(), rows.target_group()])
    return card(
        _("Initiative"),
        "initiatives/_card.html",
        [
            *((stage.value, {"initiative": rows.initiative(stage=stage)}) for stage in Initiative.Stage),
            (_("With a photo"), {"initiative": rows.initiative(initiative_photos=photos, areas=areas)}),
            (_("Without ornament, on its city’s page"), {"initiative": rows.initiative(areas=areas), "plain": True}),
            (_("Without city and stage"), {"initiative": rows.initiative(stage="", city=None)}),
            (_("Ukrainian only"), {"initiative": rows.initiative(rows.UKRAINIAN_ONLY)}),
        ],
    )


def partner_card():
    return card(
        _("Partner"),
        "cities/_partner_card.html",
        [
            (_("Without a logo"), {"partner": rows.partner(cities=rows.Rows([rows.city(), rows.city()]))}),
            (_("With a logo"), {"partner": rows.partner(logo=rows.photo())}),
            (_("Ukrainian only"), {"partner": rows.partner(rows.UKRAINIAN_ONLY)}),
        ],
    )


def article_card():
    return card(
        _("News"),
        "news/_card.html",
        [
            (_("Without a photo"), {"article": rows.article()}),
            (_("With a photo"), {"article": rows.article(photo=rows.photo(), cities=rows.Rows([rows.city()]))}),
            (_("Ukrainian only"), {"article": rows.article(rows.UKRAINIAN_ONLY)}),
        ],
    )


def event_card():
    place = rows.texts(rows.BOTH, place=_("Sample place"))
    return card(
        _("Event"),
        "news/_event_card.html",
        [
            (_("In a city"), {"event": rows.event(city=rows.city())}),
            (_("In another place, several days"), {"event": rows.event(days=3, **place)}),
            (_("Online"), {"event": rows.event(online_url=rows.ADDRESS)}),
            (_("Ukrainian only"), {"event": rows.event(rows.UKRAINIAN_ONLY, days=1)}),
        ],
    )


def reference_card():
    states = [
        State(_("With a motif"), {"entry": rows.area()}),
        State(_("Without a motif"), {"entry": rows.target_group()}),
        State(_("Ukrainian only"), {"entry": rows.area(rows.UKRAINIAN_ONLY)}),
    ]
    return Component(_("Entry of a reference list"), "initiatives/_reference_card.html", states, layout="cards")


def forms():
    refused = SampleForm({"email": "@", "number": "0"}, auto_id="refused-%s")
    return [
        Component(
            _("Form fields"),
            "pages/_styleguide_fields.html",
            [State(_("As it comes"), {"form": SampleForm(auto_id="empty-%s")})],
            ("templates/components/field.html", "portal/forms.py"),
            layout="schemes",
        ),
        Component(
            _("Error summary, fields with errors"),
            "pages/_styleguide_fields.html",
            [State(_("Sent with mistakes"), {"form": refused})],
            ("templates/components/error_summary.html", "templates/components/field.html"),
            layout="schemes",
        ),
        *parts_of_forms(),
        Component(
            _("Filters"),
            "pages/_styleguide_filters.html",
            [
                State(_("Nothing chosen"), {"form": SampleFilter({})}),
                State(_("Something chosen"), {"form": SampleFilter({"choice": "2", "further": "1"})}),
            ],
            (".filters", "templates/news/news.html", "templates/initiatives/review/queue.html"),
        ),
        Component(
            _("List with facets"),
            "pages/_styleguide_listing.html",
            [
                State(_("Nothing chosen"), {"form": SampleFacets(QueryDict("")), "panel": sample_panel()}),
                State(_("Something chosen"), {"form": SampleFacets(QueryDict("")), "panel": sample_panel(["2", "3"])}),
            ],
            (
                "templates/components/listing.html",
                "templates/components/facets.html",
                "templates/components/found.html",
                "portal/facets.py",
                "static/js/facets.js",
            ),
        ),
        Component(
            _("Trap for machines"),
            "components/trap.html",
            [State(context={"form": ContactForm(auto_id="trap-%s")})],
            layout="source",
            note=_("Nobody sees it on the page; this is what it says."),
        ),
    ]


def _refused_request():
    return SimpleNamespace(
        method="POST",
        csrf_processing_done=True,
        POST=QueryDict("text=…"),
        FILES={"decision": None},
        get_full_path=lambda: "#content",
    )


def parts_of_forms():
    form = ApplicationForm(auto_id="application-%s")
    kept = SimpleNamespace(
        decision=form["decision"], kept=form["kept"], kept_document=Document(kind=Document.Kind.PDF, size=120_000)
    )
    return [
        Component(
            _("A file that is kept while the form is mended"),
            "cities/_decision_field.html",
            [State(_("Not sent yet"), {"form": form}), State(_("Kept"), {"form": kept})],
        ),
        Component(_("What becomes of the data of an application"), "cities/_application_privacy.html", [State()]),
        Component(
            _("A consent that can be taken back"),
            "components/consent.html",
            [
                State(_("It stands"), {"consent": consent(), "take_back_url": "#content"}),
                State(_("Taken back"), {"consent": consent(withdrawn_at=timezone.now())}),
            ],
        ),
        Component(
            _("What was typed before signing in again"),
            "components/kept_post.html",
            [State(context={"is_kept_post": True})],
        ),
        Component(
            _("A form that was refused, to be sent again"),
            "components/send_again.html",
            [State(context={"request": _refused_request()})],
        ),
        Component(
            _("Two versions of a text"),
            "components/differences.html",
            [State(context={"pieces": differences(_("The old text of a sample."), _("The new text of the sample."))})],
        ),
    ]


def consent(**given):
    return Consent(kind=Consent.Kind.UNESCO, **given)


def lists():
    pages = Paginator(range(200), 10)
    again = {"action": _("All cities"), "url": "#content"}
    saved = _("Saved copy of {time}. The site cannot be reached now.")
    notice = _("Some filters in the address were not understood and are ignored.")
    return [
        Component(
            _("Notice"),
            "components/messages.html",
            [
                State(_("One notice"), {"notices": [notice]}),
                State(_("Several notices"), {"notices": [notice, _("Sample notice.")]}),
                State(_("Something was done"), {"notices": [Message(messages.SUCCESS, _("Sample notice."))]}),
                State(_("Something was refused"), {"notices": [Message(messages.ERROR, _("Sample notice."))]}),
            ],
            (".notice", "templates/components/messages.html"),
            layout="schemes",
            note=_(
                "The colour only repeats the words. What is wrong in a form stands in the error summary, what has grown"
                " old says so in its source line."
            ),
        ),
        Component(
            _("Without a network"),
            "pages/_styleguide_offline.html",
            [
                State(_("A saved copy, above the page"), {"saved": saved.format(time=day(timezone.now()))}),
                State(_("A form that could not be sent")),
            ],
            (".saved-copy", ".not-sent", "static/js/site.js"),
            layout="schemes",
        ),
        Component(
            _("Empty state"),
            "components/empty.html",
            [
                State(_("With a way on"), {"text": _("No city fits all these filters."), **again}),
                State(_("Without a way on"), {"text": _("There is nothing here yet.")}),
                State(_("An invitation"), template="cities/_looking_for_partners.html"),
            ],
            ("templates/components/empty.html", "templates/cities/_looking_for_partners.html"),
        ),
        Component(
            _("Pagination"),
            "components/pagination.html",
            [
                State(_("First page"), {"page": pages.page(1)}),
                State(_("In the middle"), {"page": pages.page(10)}),
                State(_("Last page"), {"page": pages.page(20)}),
            ],
        ),
        Component(
            _("Take this list with you"),
            "components/take_away.html",
            [
                State(_("A list with a feed and a map"), {"name": "initiatives", "places": True, "feed": "#content"}),
                State(_("A feed alone"), {"feed": "#content"}),
            ],
            (".take-away", "templates/components/take_away.html"),
        ),
        Component(
            _("Cite this initiative"),
            "initiatives/_cite.html",
            [State("", {"initiative": rows.initiative(), "citation": rows.initiative().summary})],
            (".cite", "templates/initiatives/_cite.html"),
        ),
        Component(
            _("Initials"),
            "pages/_styleguide_initials.html",
            [
                State(_("None chosen"), {"letters": _("ABC")}),
                State(_("One chosen"), {"letters": _("ABC"), "chosen": _("ABC")[1]}),
            ],
            (".initials", "templates/cities/directory.html"),
        ),
    ]
