"""The day page of a city's coordinators: what comes first, what each section shows, and the buttons on it."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.models import CityQuestion, Invitation, Network
from initiatives.actions import propose_change
from initiatives.models import GuestProposal, Initiative
from portal.publishing.models import Origin, Status, Transition
from tests.factories import (
    make_award,
    make_city,
    make_complete_draft,
    make_indicator,
    make_initiative,
    make_membership,
    make_network,
    make_user,
    make_war_status,
)
from tests.workspace.people import make_coordinator

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.date(2020, 1, 1)


@pytest.fixture
def city():
    """A city whose page was checked today and which has both languages."""
    return make_city(checked_on=timezone.localdate())


@pytest.fixture
def lead(city):
    return make_coordinator(city, role="lead")


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


def html_of(response):
    return " ".join(response.content.decode().split())


def page(client, city, prefix=""):
    return html_of(client.get(f"{prefix}/workspace/{city.katottg}/"))


def section(html, name):
    return re.search(rf'<section class="section" aria-labelledby="{name}">.*?</section>', html)[0]


def ask(city, **overrides):
    fields = {"name": "Олена", "email": "olena@example.org", "text": "Де вчать?", "language": "uk"}
    return CityQuestion.objects.create(city=city, **{"confirmed_at": timezone.now()} | fields | overrides)


def draft(city, status=Status.DRAFT, **overrides):
    return make_initiative(city=city, status=status, slug=None, **overrides)


# Who may


@pytest.mark.parametrize("role", ["editor", "lead"])
def test_city_opens_for_those_who_speak_for_it(client, city, role, prefix):
    client.force_login(make_coordinator(city, role=role))

    response = client.get(f"{prefix}/workspace/{city.katottg}/")

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


# The next best step

LEVELS = {
    "answer_changes": lambda city: draft(city, Status.CHANGES_ASKED),
    "answer_questions": ask,
    "look_at_proposals": lambda city: draft(city, Status.WITH_CITY),
    "check_facts": lambda city: make_award(city=city, checked_on=LONG_AGO),
    "finish_draft": draft,
    "confirm_content": lambda city: make_initiative(city=city, origin=Origin.SOURCES),
    "translate": lambda city: make_initiative(city=city, summary_en=""),
    "invite": lambda city: make_initiative(city=city),
}


@pytest.mark.parametrize("place", range(len(LEVELS)), ids=LEVELS)
def test_next_step_is_the_first_rule_that_applies(as_lead, city, place):
    names = list(LEVELS)
    for name in names[place:]:
        LEVELS[name](city)

    html = page(as_lead, city)

    assert f'data-step="{names[place]}"' in html


@pytest.mark.parametrize("name", LEVELS)
def test_next_step_looks_at_one_thing_alone(client, city, name):
    user = make_coordinator(city, role="lead")
    if name != "invite":
        make_coordinator(city)
    LEVELS[name](city)
    client.force_login(user)

    assert f'data-step="{name}"' in page(client, city)


def test_next_step_is_the_first_initiative_where_all_else_is_done(as_lead, city):
    make_coordinator(city)

    assert 'data-step="write_first"' in page(as_lead, city)


def test_next_step_does_not_ask_an_editor_to_invite(client, city):
    client.force_login(make_coordinator(city, role="editor"))

    assert 'data-step="write_first"' in page(client, city)


def test_next_step_does_not_ask_twice_to_invite(as_lead, city):
    Invitation.objects.create(city=city, email="second@example.org")

    assert 'data-step="write_first"' in page(as_lead, city)


def test_next_step_says_when_all_is_in_order(as_lead, city, prefix):
    make_coordinator(city)
    make_initiative(city=city)

    html = page(as_lead, city, prefix)

    assert "data-step" not in html
    assert ("Everything is in order" if prefix else "Усе гаразд") in html


# Initiatives


def test_initiatives_tell_since_when_they_wait(as_lead, city, lead):
    initiative = make_complete_draft(city=city)
    initiative.submit(by=lead)
    initiative.start_review(by=lead)
    handed_over = datetime.datetime(2026, 2, 14, 12, tzinfo=datetime.UTC)
    Transition.objects.of(initiative).filter(target=Status.IN_REVIEW).update(at=handed_over)

    part = section(page(as_lead, city), "initiatives")

    assert "Чекає на асоціацію" in part
    assert "з 14 лютого 2026 року" in part


def test_initiatives_leave_out_those_of_other_cities(as_lead, city):
    other = make_initiative()

    assert other.title_uk not in page(as_lead, city)


def test_initiatives_leave_out_what_a_guest_has_not_handed_in(as_lead, city):
    unfinished, handed_in = draft(city), draft(city, Status.WITH_CITY)
    for initiative in (unfinished, handed_in):
        GuestProposal.objects.create(initiative=initiative, name="Гість", email="g@example.org", language="uk")

    html = page(as_lead, city)

    assert unfinished.title_uk not in html
    assert handed_in.title_uk in html


@pytest.mark.parametrize("is_occupied", [False, True])
def test_initiatives_never_name_who_wrote_them(client, city, is_occupied):
    if is_occupied:
        make_war_status(city=city)
    draft(city, author=make_user(name="Олена Іваненко", email="olena@example.org"))
    client.force_login(make_coordinator(city))

    html = page(client, city)

    assert "Олена Іваненко" not in html
    assert "olena@example.org" not in html


def test_proposals_stand_apart_with_what_they_change(as_lead, city, lead):
    initiative = make_initiative(city=city, title_uk="Вуличний університет")
    proposal = propose_change(initiative, by=lead)
    Initiative.objects.filter(pk=proposal.pk).update(title_uk="Університет на вулиці")

    html = page(as_lead, city)

    assert "Університет на вулиці" in section(html, "proposals")
    assert "Вуличний університет" in section(html, "proposals")
    assert "Університет на вулиці" not in section(html, "initiatives")


# Questions


def test_questions_show_the_unanswered_without_who_asked(as_lead, city):
    ask(city, text="Де вчать програмувати?")
    ask(city, text="Давно відповіли", answered_at=timezone.now())
    ask(city, text="Купуйте годинники", is_spam=True)

    part = section(page(as_lead, city), "questions")

    assert "Де вчать програмувати?" in part
    assert "Давно відповіли" not in part
    assert "Купуйте годинники" not in part
    assert "olena@example.org" not in part


# Facts


def test_facts_list_what_is_stale(as_lead, city):
    make_membership(city=city, network=make_network(name_uk="Мережа сонця"), checked_on=LONG_AGO)
    make_award(city=city, name_uk="Стара нагорода", checked_on=LONG_AGO)
    make_award(city=city, name_uk="Свіжа нагорода", checked_on=timezone.localdate())
    make_indicator(city=city, value=753_827, checked_on=LONG_AGO)

    part = section(page(as_lead, city), "facts")

    assert "Мережа сонця" in part
    assert "Стара нагорода" in part
    assert "Свіжа нагорода" not in part
    assert re.search(r"753\s827", part)


def test_facts_of_others_are_not_the_city_s_to_confirm(as_lead, city):
    association = make_network(slug=Network.ASSOCIATION)
    membership = make_membership(city=city, network=association, checked_on=LONG_AGO)
    make_war_status(city=city, kind="possible_hostilities", checked_on=LONG_AGO)

    response = as_lead.post(f"/workspace/{city.katottg}/facts/membership/{membership.pk}/still-correct/")

    assert response.status_code == 404
    assert "still-correct" not in page(as_lead, city)


@pytest.mark.parametrize("kind", ["page", "membership", "award", "indicator"])
def test_still_correct_sets_the_day_and_keeps_the_history(as_lead, city, lead, kind):
    makers = {"membership": make_membership, "award": make_award, "indicator": make_indicator}
    claim = makers[kind](city=city, checked_on=LONG_AGO) if kind in makers else city
    type(claim).objects.filter(pk=claim.pk).update(checked_on=LONG_AGO)

    response = as_lead.post(f"/workspace/{city.katottg}/facts/{kind}/{claim.pk}/still-correct/", follow=True)

    claim.refresh_from_db()
    assert claim.checked_on == timezone.localdate()
    assert claim.history.first().history_user == lead
    assert "still-correct" not in html_of(response)


def test_still_correct_leaves_facts_of_other_cities_alone(as_lead, city):
    award = make_award(checked_on=LONG_AGO)

    response = as_lead.post(f"/workspace/{city.katottg}/facts/award/{award.pk}/still-correct/")

    award.refresh_from_db()
    assert (response.status_code, award.checked_on) == (404, LONG_AGO)


@pytest.mark.parametrize(
    "address", ["facts/page/1/still-correct/", "confirm/", "confirm/1/", "facts/nonsense/1/still-correct/"]
)
def test_buttons_refuse_get(as_lead, city, address):
    assert as_lead.get(f"/workspace/{city.katottg}/{address}").status_code == 405


def test_still_correct_knows_no_other_kinds(as_lead, city):
    assert as_lead.post(f"/workspace/{city.katottg}/facts/nonsense/1/still-correct/").status_code == 404


# Content from public sources


def test_confirm_page_takes_the_mark_away(client):
    city = make_city(origin=Origin.SOURCES)
    user = make_coordinator(city)
    client.force_login(user)

    response = client.post(f"/workspace/{city.katottg}/confirm/", follow=True)

    city.refresh_from_db()
    assert city.confirmed_by == user
    assert f"«{city.name_uk}»: підтверджено." in html_of(response)


def test_confirm_initiative_takes_the_mark_away(as_lead, city, lead):
    initiative = make_initiative(city=city, origin=Origin.SOURCES)
    address = reverse("workspace:confirm_initiative", args=[city.katottg, initiative.pk])
    assert address in page(as_lead, city)

    as_lead.post(address)

    initiative.refresh_from_db()
    assert initiative.confirmed_by == lead
    assert address not in page(as_lead, city)


# Both languages


def test_languages_count_what_is_missing(as_lead, city):
    make_initiative(city=city, title_uk="Вуличний університет", summary_en="")

    part = section(page(as_lead, city), "languages")

    assert re.search(r'<meter[^>]* max="2" value="1"', part)
    assert "Англійською: 1 з 2." in part
    assert "Повно обома мовами" in part  # the page of the city itself


# Empty, and full


@pytest.mark.parametrize("name", ["initiatives", "proposals", "questions", "facts", "confirm"])
def test_each_section_says_what_to_do_when_it_is_empty(as_lead, city, name, prefix):
    assert '<div class="empty">' in section(page(as_lead, city, prefix), name)


@pytest.mark.parametrize("number", [1, 3])
def test_city_asks_the_database_as_often_for_many_initiatives(as_lead, city, lead, django_assert_num_queries, number):
    as_lead.get(f"/workspace/{city.katottg}/")
    for each in range(number):
        propose_change(make_initiative(city=city, origin=Origin.SOURCES), by=lead)
        draft(city, summary_en="")
        draft(city, Status.CHANGES_ASKED)
        ask(city)
        make_membership(city=city, checked_on=LONG_AGO)
        make_award(city=city, checked_on=LONG_AGO)
        make_indicator(city=city, checked_on=LONG_AGO, year=2020 + each)

    with django_assert_num_queries(9):
        as_lead.get(f"/workspace/{city.katottg}/")
