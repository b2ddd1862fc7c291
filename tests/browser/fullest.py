"""An initiative in the database of a running portal whose every field is filled to its limit.

Run by `manage.py shell`, because the portal is a process of its own and so is its database.
"""

import datetime

from cities.models import City, Partner
from initiatives.models import (
    Area,
    AssociationTask,
    Contact,
    Exchange,
    Initiative,
    InitiativeLink,
    InitiativePartner,
    Resource,
    Result,
    Sdg,
    TargetGroup,
    Theme,
    TransferNeed,
)
from portal.publishing.parity import translated_fields
from tests.factories import make_initiative, make_partner

SLUG = "fullest"
ROWS = 12
# Longer than any field of one line.
PARAGRAPH = (
    "Місто, що навчається, збирає мешканців різного віку в бібліотеках, школах і центрах дозвілля, щоб кожна людина "
    "здобувала нові вміння впродовж усього життя, навіть під час вимкнень світла й повітряних тривог. Заняття ведуть "
    "місцеві вчителі, лікарі, ремісники та волонтери, а громада дає приміщення, книжки й обладнання; розклад складають "
    "разом із учасниками, і двічі на рік вони кажуть, чого бракує.\n\n"
)


def text_of(length):
    """Ukrainian prose of exactly ``length`` characters."""
    return (PARAGRAPH * (length // len(PARAGRAPH) + 1))[:length]


def full(model):
    """The translated fields of a row, each as long as it may be."""
    columns = [f"{name}_{language}" for name in translated_fields(model) for language in ("uk", "en")]
    return {column: text_of(model._meta.get_field(column).max_length) for column in columns}


def create():
    """Make the initiative, published, at the address of SLUG."""
    partners = [
        make_partner(slug=f"{SLUG}-{row}", name_uk=f"{row} {text_of(240)}", name_en=f"{row} {text_of(240)}")
        for row in range(ROWS)
    ]
    initiative = make_initiative(
        **full(Initiative)
        | {
            "slug": SLUG,
            "city": City.objects.get(slug="lviv"),
            "partner_cities": City.objects.filter(slug__in=["poltava", "sumy", "cherkasy", "vinnytsia", "ternopil"]),
            "organisation": partners[0],
            "areas": Area.objects.all(),
            "themes": Theme.objects.all(),
            "sdgs": Sdg.objects.all(),
            "tasks": AssociationTask.objects.all(),
            "target_groups": TargetGroup.objects.all(),
            "start": "2024-09-01",
            "end": "2026-11-30",
            "origin": "sources",
            "stage": "suspended",
            "education_kind": "non_formal",
            "delivery": "mixed",
            "learning_language": "uk_en",
            "works_without_power": True,
            "works_without_internet": True,
            "works_in_shelter": True,
            "accessibility": "partial",
            "location_precision": "exact",
            "latitude": "49.84000",
            "longitude": "24.03000",
        }
    )
    for row, partner in enumerate(partners):
        InitiativePartner.objects.create(initiative=initiative, partner=partner, **full(InitiativePartner))
        Resource.objects.create(
            initiative=initiative, kind="money", amount=12_345_678_901, currency="UAH", **full(Resource)
        )
        Result.objects.create(initiative=initiative, kind="other", value=12_345_678, year=2026, **full(Result))
        InitiativeLink.objects.create(
            initiative=initiative,
            source_title=text_of(300),
            source_url=f"https://example.org/{row}/".ljust(500, "a"),
            checked_on=datetime.date(2026, 11, 1),
        )
    for kind in TransferNeed.Kind.values:
        TransferNeed.objects.create(initiative=initiative, kind=kind)
    for kind in Exchange.Kind.values:
        for direction in Exchange.Direction.values:
            Exchange.objects.create(initiative=initiative, direction=direction, kind=kind)
    Contact.objects.create(
        initiative=initiative,
        name=text_of(150),
        role=text_of(150),
        organisation=text_of(250),
        email=f"{'a' * 60}@{'b' * 60}.example.org",
        is_public=True,
    )


def delete():
    """Take away all that was made."""
    Initiative.objects.get(slug=SLUG).delete()
    Partner.objects.filter(slug__startswith=f"{SLUG}-").delete()
