"""Doubles on the desk: a warning on entry, the list of pairs, the page that makes one row of two."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cities.models import Partner
from portal.doubles.models import Pair
from portal.publishing.models import Status
from tests.factories import make_city, make_initiative, make_partner, make_staff, make_user
from tests.forms_on_page import form_data

pytestmark = pytest.mark.django_db

ADD = "admin:cities_partner_add"
PAIRS = "admin:doubles_pair_changelist"


@pytest.fixture
def staff(client):
    person = make_staff()
    client.force_login(person)
    return person


def url(row, page, *args):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=args)


def merge_url(stays, double):
    return url(stays, "merge", stays.pk, double.pk)


def ganok(**more):
    return make_partner(**{"name_uk": "ГО «Ґанок»", "name_en": ""} | more)


def entered(client, **values):
    data = form_data(client.get(reverse(ADD)), "partner_form")
    return client.post(reverse(ADD), data | {"name_uk": "Ганок", "kind": "ngo"} | values)


def kind():
    return Partner._meta.get_field("kind").choices[0][0]


def test_new_row_comes_back_once_with_what_may_be_the_same(client, staff):
    known = ganok()

    response = entered(client, kind=kind(), website="https://typed.example/")

    html = response.content.decode()
    assert response.status_code == 200
    assert Partner.objects.count() == 1
    assert f'href="{url(known, "change", known.pk)}"' in html
    assert 'name="is_another"' in html
    assert "https://typed.example/" in html


def test_new_row_that_is_another_one_is_saved_and_remembered(client, staff):
    known = ganok()

    response = entered(client, kind=kind(), is_another=str(known.pk))

    assert response.status_code == 302
    new = Partner.objects.exclude(pk=known.pk).get()
    assert Pair.objects.told_apart_from(new) == {known.pk}
    assert Pair.objects.get().by == staff


def test_box_counts_only_for_the_rows_that_were_shown(client, staff):
    shown = ganok()
    ganok()

    response = entered(client, kind=kind(), is_another=f"{shown.pk},x,\0")

    assert response.status_code == 200
    assert Partner.objects.count() == 2


def test_new_row_that_is_like_no_other_is_saved_at_once(client, staff):
    make_partner(name_uk="Дах", name_en="")

    assert entered(client, kind=kind()).status_code == 302


def test_form_with_a_mistake_says_so_first(client, staff):
    ganok()

    response = entered(client, kind="nonsense")

    assert list(response.context["adminform"].form.errors) == ["kind"]


@pytest.mark.parametrize("make", [make_partner, make_city, make_initiative])
def test_change_page_warns_and_leads_to_both(client, staff, make):
    name = "title" if make is make_initiative else "name"
    same = {f"{name}_uk": "Ганок", f"{name}_en": ""} | ({"oblast": "UA-46"} if make is make_city else {})
    one, other = make(**same), make(**same)

    html = client.get(url(one, "change", one.pk)).content.decode()

    assert f'href="{url(other, "change", other.pk)}"' in html
    assert f'href="{merge_url(one, other)}"' in html


def test_row_without_doubles_shows_no_warning(client, staff):
    partner = ganok()

    assert "doubles-title" not in client.get(url(partner, "change", partner.pk)).content.decode()


# The list of pairs


def test_list_shows_open_pairs_and_remembers_what_is_not_the_same(client, staff):
    one, other = ganok(), ganok()
    Pair.objects.renew(Partner, [(one.pk, other.pk, 100.0)])
    html = client.get(reverse(PAIRS)).content.decode()
    assert f'href="{merge_url(one, other)}"' in html

    client.post(reverse(PAIRS), {"action": "tell_apart", "_selected_action": [Pair.objects.get().pk]})

    pair = Pair.objects.get()
    assert (pair.verdict, pair.by) == (Pair.Verdict.APART, staff)
    assert not client.get(reverse(PAIRS)).context["cl"].result_list
    assert list(client.get(reverse(PAIRS), {"verdict": "apart"}).context["cl"].result_list) == [pair]


def test_list_shows_pairs_whose_rows_are_gone(client, staff):
    one, other = ganok(), ganok()
    Pair.objects.renew(Partner, [(one.pk, other.pk, 100.0)])
    Partner.objects.all().delete()

    assert client.get(reverse(PAIRS)).status_code == 200


def test_list_is_narrowed_by_kind(client, staff):
    one, other = ganok(), ganok()
    Pair.objects.renew(Partner, [(one.pk, other.pk, 100.0)])

    assert len(client.get(reverse(PAIRS), {"kind": "partner"}).context["cl"].result_list) == 1
    assert len(client.get(reverse(PAIRS), {"kind": "city"}).context["cl"].result_list) == 0


# Making one of two


def test_two_selected_rows_are_compared(client, staff):
    one, other = ganok(), ganok()

    response = client.post(
        reverse("admin:cities_partner_changelist"), {"action": "merge_selected", "_selected_action": [one.pk, other.pk]}
    )

    assert response.headers["Location"] == merge_url(one, other)


@pytest.mark.parametrize("number", [1, 3])
def test_no_other_number_of_rows_is_compared(client, staff, number):
    rows = [ganok().pk for _ in range(number)]

    response = client.post(
        reverse("admin:cities_partner_changelist"), {"action": "merge_selected", "_selected_action": rows}
    )

    assert response.headers["Location"] == reverse("admin:cities_partner_changelist")


def test_page_shows_what_differs_and_what_points_where(client, staff):
    one, other = ganok(website=""), ganok(website="https://ganok.example/", description_uk="Опис")
    make_initiative(organisation=other)

    response = client.get(merge_url(one, other))

    found = {difference.name: difference for difference in response.context["differences"]}
    assert found["website"].may_be_taken
    assert found["website"].double == "https://ganok.example/"
    assert any(row[1:] == (0, 1) for row in response.context["pointing"])


def test_confirmed_merge_happens(client, staff):
    one, other = ganok(website=""), ganok(website="https://ganok.example/")
    page = client.get(merge_url(one, other))

    response = client.post(
        merge_url(one, other), {"reason": "Двічі.", "take": ["website"], "seen": page.context["seen"]}
    )

    assert response.headers["Location"] == url(one, "change", one.pk)
    assert Partner.objects.get().website == "https://ganok.example/"
    assert "Двічі." in client.get(url(one, "history", one.pk)).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reason": "  "},
        {"reason": "x" * 301},
        {"reason": "Двічі.", "take": ["slug"]},
        {"reason": "Двічі.", "take": ["status", "id"]},
        {"reason": "Дві\0чі."},
        {"reason": "Двічі.", "seen": "\0"},
        {"reason": "Двічі.", "seen": "stale"},
    ],
)
def test_what_cannot_be_done_changes_nothing_and_keeps_the_words(client, staff, data):
    one, other = ganok(), ganok(website="https://ganok.example/")

    response = client.post(merge_url(one, other), data)

    assert response.status_code == 422
    assert Partner.objects.count() == 2
    assert data.get("reason", "").strip("\0").replace("\0", "") in response.content.decode().replace("\0", "")


def test_refusal_is_a_sentence(client, staff, language):
    one, other = ganok(status=Status.WITHDRAWN), ganok()

    response = client.get(merge_url(one, other))

    assert response.status_code == 200
    assert response.context["refusal"]
    assert client.post(merge_url(one, other), {"reason": "Двічі."}).status_code == 422
    assert Partner.objects.count() == 2


@pytest.mark.parametrize("actions", [["change"], ["delete"], ["view"], ["change", "add"]])
def test_who_may_not_change_and_delete_merges_nothing(client, actions):
    one, other = ganok(), ganok()
    person = make_user(is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(codename__in=[f"{action}_partner" for action in [*actions, "view"]])
    )
    client.force_login(person)

    assert client.get(merge_url(one, other)).status_code == 403
    assert client.post(merge_url(one, other), {"reason": "Двічі."}).status_code == 403
    assert merge_url(one, other) not in client.get(url(one, "change", one.pk)).content.decode()
    assert Partner.objects.count() == 2


def test_rows_that_are_not_there_are_unknown(client, staff):
    one = ganok()

    assert client.get(reverse("admin:cities_partner_merge", args=[one.pk, 999_999])).status_code == 404
    assert client.get(reverse("admin:cities_partner_merge", args=[one.pk, 10**30])).status_code == 404
