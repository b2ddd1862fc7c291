"""All components with all their states, in the order of the style page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Initiative
from portal.embroidery.areas import AREAS
from portal.embroidery.threads import PAIR_OF_OBLAST

from . import rows, tokens
from .claims import claims, photos
from .drawing import Component, Group, State
from .lists import cards, forms, lists


def groups() -> list[Group]:
    """What the style page shows, in the active language."""
    return [
        Group("values", _("Values"), values()),
        Group("ornaments", _("Ornaments"), ornaments()),
        Group("frame", _("Frame of a page"), frame()),
        Group("small", _("Buttons, tiles, labels"), small()),
        Group("cards", _("Cards"), cards()),
        Group("claims", _("Facts and where they come from"), claims()),
        Group("photos", _("Photos"), photos()),
        Group("forms", _("Forms"), forms()),
        Group("lists", _("Messages and lists"), lists()),
    ]


def values():
    css = ("static/css/tokens.css",)
    return [
        Component(
            _("Colours"),
            "pages/_styleguide_colours.html",
            [State(context={"colours": tokens.colours()})],
            css,
            note=_("The left half is the light scheme, the right half the dark one."),
        ),
        Component(
            _("Contrast of pairs"),
            "pages/_styleguide_pairs.html",
            [State(context={"pairs": tokens.pairs()})],
            css,
            note=_("Text needs 4.5, edges of controls need 3."),
        ),
        Component(_("Type"), "pages/_styleguide_type.html", [State()], css),
        Component(_("Space and corners"), "pages/_styleguide_space.html", [State()], css),
        Component(
            _("Icons"),
            "pages/_styleguide_icons.html",
            [State(context={"icons": tokens.icons()})],
            ("templates/icons/",),
        ),
    ]


def ornaments():
    # Of no place, but of an oblast for each pair of threads.
    codes = [f"UA{oblast:0<17}" for oblast in {pair: oblast for oblast, pair in PAIR_OF_OBLAST.items()}.values()]
    return [
        Component(
            _("Ornament band"),
            "pages/_styleguide_band.html",
            [
                State(_("On a banner"), {"codes": [""], "size": "banner"}),
                State(_("On a card, in each pair of threads"), {"codes": codes, "size": "card"}),
            ],
            ("templates/embroidery/band.html", "templates/embroidery/_mirrored.html"),
        ),
        Component(
            _("Medallion"),
            "pages/_styleguide_medallions.html",
            [State(_("Of places, in each pair of threads"), {"codes": codes})],
            ("templates/embroidery/motif.html",),
        ),
        Component(
            _("Motifs of the twelve areas"),
            "pages/_styleguide_medallions.html",
            [State(context={"areas": list(AREAS)})],
            ("templates/embroidery/motif.html", "portal/embroidery/areas.py"),
        ),
        Component(
            _("Icon of the site and of a city"),
            "pages/_styleguide_favicons.html",
            [State(context={"code": rows.CODE})],
            ("static/favicon.svg", "templates/embroidery/icon.svg"),
        ),
    ]


def frame():
    trail = [(_("Cities"), "#content")]
    return [
        Component(
            _("Header, menu, footer"),
            "pages/_styleguide_menu.html",
            [
                State(_("On a page that is in the menu"), {"address": {"path": reverse("cities:directory")}}),
                State(_("On any other page"), {"address": {"path": ""}}),
            ],
            ("templates/base.html", "templates/components/navigation.html"),
            note=_(
                "This page’s own header and footer are the sample. The first press of Tab shows the link that skips"
                " to the content. On a narrow screen the menu unfolds from its button, scripts or not."
            ),
        ),
        Component(
            _("Breadcrumbs"),
            "pages/_styleguide_breadcrumbs.html",
            [State(_("A section"), {"trail": []}), State(_("A page below a section"), {"trail": trail})],
            ("templates/components/breadcrumbs.html",),
        ),
        Component(_("Ways on from a page that has none"), "components/ways_on.html", [State()]),
        Component(
            _("Picture beside a shared link"),
            "components/social_image.html",
            [
                State(_("Drawn"), {"title": _("Sample title"), "kicker": _("Sample city"), "code": rows.CODE}),
                State(_("A photo"), {"photo": rows.photo()}),
            ],
            layout="source",
            note=_("Nobody sees it on the page; this is what it says."),
        ),
        Component(
            _("Page head"),
            "pages/_styleguide_head.html",
            [
                State(_("Plain"), {"kind": "plain"}),
                State(_("On night, for the home page"), {"kind": "night"}),
                State(_("With a motif, for an area"), {"kind": "motif", "entry": rows.area()}),
                State(_("On cloth, confirmed"), {"kind": "cloth", "thing": rows.city()}),
                State(
                    _("On cloth, not confirmed yet"),
                    {"kind": "cloth", "thing": rows.city(rows.UKRAINIAN_ONLY, is_unconfirmed=True)},
                ),
            ],
            (".page-head", "static/css/pages.css"),
        ),
    ]


def small():
    return [
        Component(
            _("Buttons and links"),
            "pages/_styleguide_buttons.html",
            [State()],
            (".button", "static/css/components.css"),
            layout="schemes",
            note=_(
                "The ring comes with the keyboard only (:focus-visible). No button is ever switched off: a form that"
                " cannot be sent says why."
            ),
        ),
        Component(
            _("Tile"),
            "pages/_styleguide_tiles.html",
            [
                State(_("With an icon, for a next step"), {"icon": True}),
                State(_("With a motif, for a goal"), {"entry": rows.area()}),
                State(_("Ukrainian only"), {"entry": rows.area(rows.UKRAINIAN_ONLY)}),
            ],
            (".tile", "templates/pages/home.html"),
            layout="cards",
        ),
        Component(
            _("Chips"),
            "initiatives/_tags.html",
            [
                State(_("One chip"), {"entries": [rows.area()]}),
                State(_("Several chips, one of them in Ukrainian only"), {"entries": mixed_entries()}),
            ],
            (".tags", "templates/initiatives/_tags.html"),
            layout="schemes",
        ),
        Component(
            _("Labels"), "pages/_styleguide_labels.html", [State()], (".label", "static/css/components.css"), "schemes"
        ),
        Component(
            _("Stage"),
            "initiatives/_stage.html",
            [State(stage.value, {"initiative": rows.initiative(stage=stage)}) for stage in Initiative.Stage],
            (".stage", "templates/initiatives/_stage.html"),
            layout="schemes",
        ),
    ]


def mixed_entries():
    return [rows.area(), rows.target_group(), rows.area(rows.UKRAINIAN_ONLY), rows.target_group()]
