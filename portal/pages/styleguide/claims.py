"""Components that say what is known, from where, and what is not."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cities.constellation import constellation
from cities.models import WarStatus
from portal.media.models import Photo
from portal.pages.figures import Figures

from . import rows
from .drawing import Component, State


def claims():
    return [*war(), *facts(), *sources(), *stories(), map_of_cities()]


def war():
    kinds = [(kind.value, rows.war_status(kind)) for kind in WarStatus.Kind]
    return [
        Component(
            _("War status"),
            "cities/_war_status.html",
            [
                *(State(name, {"status": status}) for name, status in kinds),
                State(_("Ended"), {"status": rows.war_status(WarStatus.Kind.ACTIVE_HOSTILITIES, until="2024-09")}),
            ],
            layout="schemes",
        ),
        Component(
            _("War status on the city’s page"),
            "pages/_styleguide_war_status.html",
            [State(name, {"status": status}) for name, status in kinds],
            (".war-status", "templates/cities/city.html"),
        ),
    ]


def large_figures():
    year = timezone.localdate().year
    return Figures(unesco_cities=12, unesco_year=year, initiatives=123, partners=45, year=year)


def facts():
    told, thin = rows.told_initiative(), rows.initiative(stage="", city=None)
    without_method = rows.initiative(results=rows.Rows(told.results[:1]))
    return [
        Component(
            _("Facts"),
            "initiatives/_facts.html",
            [State(_("Full"), {"initiative": told}), State(_("Thin"), {"initiative": thin})],
            (".facts", "templates/initiatives/_facts.html"),
        ),
        Component(
            _("Lists that an initiative is sorted by"),
            "initiatives/_sorted_under.html",
            [State(context={"initiative": told})],
        ),
        Component(
            _("Membership of a network"),
            "cities/_membership.html",
            [
                State(_("Since a month"), {"membership": rows.membership(since="2024-05")}),
                State(_("Date not confirmed"), {"membership": rows.membership()}),
                State(_("Ended"), {"membership": rows.membership(since="2021", until="2024")}),
            ],
        ),
        Component(
            _("Figures"),
            "pages/_styleguide_figures.html",
            [
                State(_("Large, on night"), {"figures": large_figures()}),
                State(_("Among facts"), {"claim": rows.claim(source_title=_("Sample source"))}),
            ],
            (".figures", "templates/components/figures.html", "templates/cities/city.html"),
            note=_("A number never stands without its year and its source."),
        ),
        Component(
            _("Measured results"),
            "initiatives/_results.html",
            [
                State(_("With how it was counted"), {"initiative": told}),
                State(_("Without how it was counted"), {"initiative": without_method}),
            ],
        ),
        Component(
            _("What another city needs"),
            "initiatives/_repeat.html",
            [State(_("Full"), {"initiative": told}), State(_("Thin"), {"initiative": thin})],
            (".repeat", "templates/initiatives/_repeat.html"),
        ),
    ]


def sources():
    old = timezone.localdate() - datetime.timedelta(days=800)

    def claim(*, is_stale=False, **overrides):
        return {"claim": rows.claim(**overrides) | {"is_stale": is_stale}}

    return [
        Component(
            _("Source line"),
            "components/source.html",
            [
                State(_("Fresh"), claim(source_title=_("Sample source"))),
                State(_("Without a title: the host stands for it"), claim()),
                State(_("Without an address"), claim(source_title=_("Sample source, on paper"), source_url="")),
                State(_("Stale"), claim(checked_on=old, is_stale=True)),
                State(_("Never checked"), claim(checked_on=None, is_stale=True)),
            ],
            layout="schemes",
        ),
        Component(
            _("Not confirmed yet"),
            "components/unconfirmed.html",
            [
                State(_("By the city"), {"thing": {"is_unconfirmed": True}}),
                State(_("By an organisation"), {"thing": {"is_unconfirmed": True}, "by_organisation": True}),
            ],
            layout="schemes",
        ),
    ]


def stories():
    # The text that exists in Ukrainian only shows as such on the English page.
    ukrainian = rows.told_initiative(rows.UKRAINIAN_ONLY)
    return [
        Component(
            _("Text that exists in Ukrainian only"),
            "components/ukrainian_only.html",
            [State(context={"thing": ukrainian, "field": "transfer"})],
            note=_("The English page shows this notice; the Ukrainian one never does."),
        ),
        Component(
            _("Part of a story"),
            "components/story_part.html",
            [
                State(_("In both languages"), story_part(rows.told_initiative())),
                State(_("Ukrainian only"), story_part(ukrainian)),
            ],
        ),
    ]


def story_part(initiative):
    return {"thing": initiative, "field": "transfer", "heading": _("Problem and context")}


def map_of_cities():
    shared = rows.initiative()

    def city(latitude, longitude, *, is_networked, initiatives=(), partners=()):
        return rows.city(
            latitude=latitude,
            longitude=longitude,
            is_networked=is_networked,
            initiative_count=len(initiatives),
            joint_initiatives=rows.Rows(initiatives),
            partners=rows.Rows(partners),
        )

    common = rows.partner()
    cities = rows.Rows(
        [
            city(49.5, 26.5, is_networked=True, initiatives=[shared]),
            city(50.5, 31.5, is_networked=True, initiatives=[shared], partners=[common]),
            city(47.5, 33.5, is_networked=False, partners=[common]),
        ]
    )
    return Component(
        _("Constellation"),
        "pages/_styleguide_map.html",
        [State(context={"map": constellation(cities)})],
        (
            "templates/cities/_constellation.html",
            "templates/cities/_constellation_list.html",
            "templates/cities/_constellation_name.html",
        ),
    )


def photos():
    return [
        Component(
            _("Photo with its words and rights"),
            "media/_figure.html",
            [
                State(_("With a caption"), {"photo": rows.photo()}),
                State(
                    _("Without a caption, used with permission"),
                    {
                        "photo": rows.photo(
                            caption=False,
                            licence_url="",
                            source_url="",
                            get_licence_display=Photo.Licence.PERMISSION.label,
                        )
                    },
                ),
                State(_("Caption in Ukrainian only"), {"photo": rows.photo(rows.UKRAINIAN_ONLY)}),
            ],
            ("templates/media/_figure.html", "templates/media/_photo.html"),
            layout="cards",
        ),
        Component(
            _("Photo without words"), "media/_picture.html", [State(context={"photo": rows.photo()})], layout="cards"
        ),
        Component(
            _("Photo on request"),
            "media/_photo_or_link.html",
            [
                State(_("Its size is known"), {"photo": rows.photo(src_bytes=84_000), "on_request": True}),
                State(_("Its size is not known"), {"photo": rows.photo(src_bytes=None), "on_request": True}),
            ],
            layout="cards",
            note=_("What readers who save data get in the place of a photo."),
        ),
    ]
