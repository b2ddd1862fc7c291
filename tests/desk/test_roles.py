"""What each role may do in the admin, tried at its pages."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from tests.factories import make_article, make_city, make_initiative, make_user

pytestmark = pytest.mark.django_db

EDITOR, REVIEWER, MANAGER = "Редактор · Editor", "Рецензент · Reviewer", "Керівник · Manager"

CONTENT = {"cities.city", "cities.partner", "news.article", "news.event", "pages.page"}
LIBRARY = {"media.photo", "media.document"}
CLAIMS = {"cities.award", "cities.indicator", "cities.networkmembership", "cities.warstatus"}
REFERENCES = {
    *("cities.network", "initiatives.area", "initiatives.associationtask", "initiatives.sdg"),
    *("initiatives.targetgroup", "initiatives.theme"),
}
RECORDS = {"publishing.transition", "publishing.oldslug"}
PEOPLE = {"cities.membershipapplication", "cities.cityquestion", "cities.blockedasker", "mail.letter", "admin.logentry"}

SEES = {
    EDITOR: CONTENT
    | {
        "initiatives.initiative",
        "initiatives.answertemplate",
        "pages.message",
        "newsletter.digest",
        "newsletter.subscriber",
        "links.link",
        "doubles.pair",
    }
    | LIBRARY
    | CLAIMS
    | REFERENCES
    | RECORDS,
    REVIEWER: CONTENT
    | {"initiatives.initiative", "initiatives.answertemplate"}
    | LIBRARY
    | CLAIMS
    | REFERENCES
    | RECORDS,
}
SEES[REVIEWER] |= {"cities.membershipapplication", "mail.letter"}
SEES[MANAGER] = SEES[EDITOR] | PEOPLE | {"cities.representative", "cities.invitation", "accounts.user"}
ADDS = {
    EDITOR: CONTENT | LIBRARY | CLAIMS | {"newsletter.digest"},
    REVIEWER: {"initiatives.initiative", "initiatives.answertemplate", "cities.partner"} | LIBRARY,
}
ADDS[MANAGER] = (
    ADDS[EDITOR] | ADDS[REVIEWER] | REFERENCES | {"cities.representative", "cities.invitation", "accounts.user"}
)


@pytest.fixture
def sign_in(client):
    def sign_in(role):
        person = make_user(is_staff=True)
        person.groups.add(Group.objects.get(name=role))
        client.force_login(person)
        return client

    return sign_in


def let_in(client, page) -> set[str]:
    """The models whose page in the admin opens."""
    found = set()
    for model in admin.site._registry:
        label = model._meta.label_lower
        if client.get(reverse(f"admin:{label.replace('.', '_')}_{page}")).status_code == 200:
            found.add(label)
    return found


@pytest.mark.parametrize("role", [EDITOR, REVIEWER, MANAGER])
def test_a_role_opens_these_lists_and_no_others(sign_in, role):
    assert let_in(sign_in(role), "changelist") == SEES[role]


@pytest.mark.parametrize("role", [EDITOR, REVIEWER, MANAGER])
def test_a_role_adds_these_and_no_others(sign_in, role):
    assert let_in(sign_in(role), "add") == ADDS[role]


@pytest.mark.parametrize(
    ("role", "publishes"),
    [(EDITOR, {"city", "article"}), (REVIEWER, {"initiative"}), (MANAGER, {"city", "article", "initiative"})],
)
def test_a_role_decides_about_what_it_may_change(sign_in, role, publishes):
    client = sign_in(role)
    rows = {"city": make_city(), "article": make_article(), "initiative": make_initiative()}
    for row in rows.values():
        client.post(reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_move", args=[row.pk, "withdrawn"]))
        row.refresh_from_db()

    assert {name for name, row in rows.items() if row.status == "withdrawn"} == publishes


def test_no_role_hands_out_powers(sign_in):
    client = sign_in(MANAGER)
    colleague = make_user()

    client.post(
        reverse("admin:accounts_user_change", args=[colleague.pk]),
        {"email": colleague.email, "language": "uk", "is_active": "on", "is_staff": "on", "is_superuser": "on"},
    )

    colleague.refresh_from_db()
    assert (colleague.is_staff, colleague.is_superuser) == (False, False)


def test_migrate_puts_back_what_was_changed_in_a_role():
    group = Group.objects.get(name=EDITOR)
    given = group.permissions.count()
    group.permissions.clear()

    call_command("migrate", verbosity=0)

    assert group.permissions.count() == given
