"""The form in which an initiative is written: nothing is lost, nobody writes over another, strangers see nothing."""

import datetime
import json
import re
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.models import Partner
from initiatives.actions import accept_proposal, propose_change
from initiatives.drafts import step_as_kept
from initiatives.models import Contact, FieldComment, GuestProposal, Initiative, SavedStep, Writer, answer_due
from portal.publishing.models import Status, Transition
from tests.factories import (
    make_area,
    make_city,
    make_complete_draft,
    make_initiative,
    make_partner,
    make_representative,
    make_staff,
    make_target_group,
    make_user,
    make_war_status,
)
from tests.forms_on_page import form_data

pytestmark = pytest.mark.django_db


def speak_for(city, **overrides):
    person = make_user(**overrides)
    make_representative(user=person, city=city).confirm(by=person)
    return person


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def olena(client, city):
    """An editor of the city, signed in."""
    olena = speak_for(city, name="Олена")
    client.force_login(olena)
    return olena


@pytest.fixture
def taras(city):
    """Another editor of the same city."""
    return speak_for(city, name="Тарас")


@pytest.fixture
def draft(city, olena):
    return make_initiative(
        city=city, author=olena, status="draft", slug=None, title_uk="Чернетка", title_en="", stage="", summary_en=""
    )


@pytest.fixture
def complete(city, olena):
    complete = make_complete_draft(city=city, author=olena)
    Contact.objects.create(initiative=complete, name="Марія", email="maria@example.org")
    return complete


def url(initiative, page, *args):
    return reverse(f"initiatives:{page}", args=[initiative.pk, *args])


def html_of(response):
    return response.content.decode()


def version_of(initiative, step):
    return SavedStep.objects.of(initiative, step).version


def save(client, initiative, step, seen=None, headers=None, **typed):
    """Send a step by hand, as its form does: all of it, with what was typed in place of what is kept."""
    kept = dict(step_as_kept(step, Initiative.objects.get(pk=initiative.pk)).lists())
    version = version_of(initiative, step) if seen is None else seen
    return client.post(url(initiative, "write", step), kept | {"version": version} | typed, headers=headers)


def autosave(client, initiative, step, **typed):
    return save(client, initiative, step, headers={"X-Autosave": "1"}, **typed)


def rows(name, *told):
    """The fields of a repeated part."""
    sent = {f"{name}-TOTAL_FORMS": len(told), f"{name}-INITIAL_FORMS": 0}
    return sent | {f"{name}-{number}-{field}": text for number, row in enumerate(told) for field, text in row.items()}


def again(initiative):
    return Initiative.objects.get(pk=initiative.pk)


# A new draft


def test_new_asks_for_a_title_only(client, olena, city, prefix):
    html = html_of(client.get(f"{prefix}/workspace/{city.katottg}/initiatives/new/"))

    assert re.findall('<input type="text" name="([^"]+)"', html) == ["title_uk"]


def test_new_makes_a_draft_of_the_city_and_its_author(client, olena, city):
    response = client.post(
        reverse("initiatives:new", args=[city.katottg]), {"title_uk": "Школа", "creation_key": uuid.uuid4()}
    )

    draft = Initiative.objects.get()
    assert (draft.title_uk, draft.city, draft.author, draft.status) == ("Школа", city, olena, "draft")
    assert response.headers["Location"] == url(draft, "write", "what")


def test_new_sent_twice_makes_one_draft(client, olena, city):
    sent = {"title_uk": "Школа", "creation_key": uuid.uuid4()}

    answers = [client.post(reverse("initiatives:new", args=[city.katottg]), sent) for _time in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Initiative.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"title_uk": "", "creation_key": str(uuid.uuid4())},
        {"title_uk": "а" * 121, "creation_key": str(uuid.uuid4())},
        {"title_uk": "Школа", "creation_key": "no key"},
    ],
)
def test_new_refuses_and_keeps_what_was_typed(client, olena, city, sent):
    response = client.post(reverse("initiatives:new", args=[city.katottg]), sent)

    assert response.status_code == 422
    assert f'value="{sent["title_uk"]}"' in html_of(response) or not sent["title_uk"]
    assert not Initiative.objects.exists()


def test_new_does_not_open_the_draft_of_another_person_by_its_key(client, olena, city, draft, taras):
    draft.creation_key = uuid.uuid4()
    draft.author = taras
    draft.save()

    response = client.post(
        reverse("initiatives:new", args=[city.katottg]), {"title_uk": "Школа", "creation_key": draft.creation_key}
    )

    assert response.status_code == 422


# Access

PAGES = [("write", "what"), ("write", "contact"), ("check",), ("preview",), ("follow",), ("delete",), ("withdraw",)]


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_strangers_to_sign_in_whether_they_exist_or_not(draft, page, prefix):
    there, nowhere = url(draft, *page), url(Initiative(pk=9999), *page)

    answers = [Client().get(f"{prefix}{address}") for address in (there, nowhere)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"].endswith(f"?next={prefix}{there}")


@pytest.fixture
def guest(draft):
    """Somebody without an account who followed the link of the letter."""
    GuestProposal.objects.create(initiative=draft, name="Ігор", email="i@example.org", confirmed_at=timezone.now())
    Initiative.objects.filter(pk=draft.pk).update(author=None)
    guest = Client()
    session = guest.session
    session["guest_initiatives"] = [draft.pk]
    session.save()
    return guest


def test_guest_with_the_key_writes(guest, draft):
    save(guest, draft, "what", summary_uk="Коротко")

    assert again(draft).summary_uk == "Коротко"


@pytest.mark.parametrize("button", ["propose_change", "duplicate", "delete", "withdraw"])
def test_guest_presses_no_buttons_of_coordinators(guest, draft, button):
    assert guest.post(url(draft, button)).status_code == 404


def test_guest_finds_no_rooms_of_the_city(guest, draft):
    assert reverse("workspace:city", args=[draft.city.katottg]) not in html_of(guest.get(url(draft, "follow")))


@pytest.mark.parametrize("page", [("write", "what"), ("check",), ("follow",), ("preview",)])
def test_private_pages_are_kept_by_nobody(client, draft, page):
    response = client.get(url(draft, *page))

    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in html_of(response)


def test_opening_the_form_changes_nothing(client, draft):
    before = Initiative.history.count(), again(draft).updated_at

    client.get(url(draft, "write", "what"))

    assert not SavedStep.objects.exists()
    assert not Writer.objects.exists()
    assert (Initiative.history.count(), again(draft).updated_at) == before


# Each step is saved and read back

WHAT = {
    "title_uk": "Університет третього віку",
    "title_en": "University of the Third Age",
    "summary_uk": "Двічі на тиждень.\r\nБезкоштовно.",
    "summary_en": "Twice a week.",
    "stage": "ongoing",
    "start": "09.2024",
    "end": "2025-06-30",
    "education_kind": "non_formal",
    "delivery": "mixed",
    "learning_language": "uk",
}


def test_what_is_saved_and_read_back(client, draft):
    areas, groups, partner_city = [make_area(), make_area()], [make_target_group()], make_city()
    lists = {
        "areas": [area.pk for area in areas],
        "target_groups": [group.pk for group in groups],
        "partner_cities": [partner_city.pk],
    }

    response = save(client, draft, "what", go="story", **WHAT, **lists)

    saved = again(draft)
    expected = WHAT | {"summary_uk": "Двічі на тиждень.\nБезкоштовно.", "start": "2024-09"}
    assert response.headers["Location"] == url(draft, "write", "story")
    assert {name: getattr(saved, name) for name in WHAT} == expected
    assert {name: sorted(row.pk for row in getattr(saved, name).all()) for name in lists} == lists
    html = html_of(client.get(url(draft, "write", "what")))
    assert all(text in html for text in ("Університет третього віку", "Twice a week.", 'value="2024-09"'))


STORY = {
    f"{name}_{language}": f"{name} {language}"
    for name in ("problem", "objectives", "activities", "evaluation", "innovation", "lessons")
    for language in ("uk", "en")
}


def test_story_is_saved_and_read_back(client, draft):
    told = [
        {"kind": "participants", "value": "1 638", "year": "2025", "method_uk": "за списками"},
        {"kind": "other", "description_uk": "відкрито клас", "description_en": "a classroom"},
        {"kind": "", "value": ""},
    ]

    save(client, draft, "story", **STORY, **rows("results", *told))

    assert {name: getattr(again(draft), name) for name in STORY} == STORY
    results = draft.results.order_by("pk").values_list("kind", "value", "year", "description_uk", "method_uk")
    assert [tuple(value or None for value in row) for row in results] == [
        ("participants", 1638, 2025, None, "за списками"),
        ("other", None, None, "відкрито клас", None),
    ]
    html = html_of(client.get(url(draft, "write", "story")))
    assert 'value="1638"' in html
    assert 'value="за списками"' in html


REPEAT = {
    "transfer_uk": "Кімната",
    "transfer_en": "A room",
    "works_without_power": "yes",
    "works_without_internet": "no",
    "resilience_note_uk": "З папером",
    "accessibility": "partial",
    "accessibility_note_uk": "Пандус",
}


def test_repeat_is_saved_and_read_back(client, draft):
    library = make_partner(name_uk="Бібліотека")
    told = rows(
        "partner_roles",
        {"name": "бібліотека", "role_uk": "приміщення"},
        {"name": "Центр зайнятості", "kind": "authority", "role_uk": "кошти"},
    ) | rows("resources", {"kind": "money", "amount": "180 000,50", "currency": "UAH", "source_uk": "бюджет"})
    ticks = {"ticks-needs": ["premises", "budget"], "ticks-offer": ["advice"], "ticks-seek": ["materials"]}

    save(client, draft, "repeat", **REPEAT, **told, **ticks)

    saved = again(draft)
    assert (saved.works_without_power, saved.works_without_internet, saved.works_in_shelter) == (True, False, None)
    assert (saved.transfer_uk, saved.accessibility, saved.accessibility_note_uk) == ("Кімната", "partial", "Пандус")
    assert [role.partner.name_uk for role in saved.partner_roles.all()] == ["Бібліотека", "Центр зайнятості"]
    assert saved.partner_roles.all()[0].partner == library
    assert [str(resource.amount) for resource in saved.resources.all()] == ["180000.50"]
    assert {need.kind for need in saved.transfer_needs.all()} == {"premises", "budget"}
    assert [(each.direction, each.kind) for each in saved.exchanges.all()] == [
        ("offer", "advice"),
        ("seek", "materials"),
    ]


CONTACT = {
    "contact-name": "Марія Коваль",
    "contact-role": "методистка",
    "contact-organisation": "Бібліотека",
    "contact-email": "maria@example.org",
    "contact-phone": "+380 44 000 00 00",
    "contact-language": "uk",
    "location_precision": "exact",
    "place_uk": "вул. Соборна, 12",
    "latitude": "49,8419512",
    "longitude": "24.03159",
}


def test_boxes_are_stored_as_the_page_sends_them_also_when_all_are_emptied(client, draft):
    page = form_data(client.get(url(draft, "write", "repeat")), "write")

    client.post(url(draft, "write", "repeat"), page | {"ticks-needs": ["premises"]})
    ticked = [need.kind for need in draft.transfer_needs.all()]
    page = form_data(client.get(url(draft, "write", "repeat")), "write")
    del page["ticks-needs"]
    client.post(url(draft, "write", "repeat"), page)

    assert ticked == ["premises"]
    assert not draft.transfer_needs.exists()


def test_contact_is_saved_and_read_back(client, draft, olena):
    links = rows("links", {"source_url": "https://example.org/a", "source_title": "Стаття", "checked_on": "2026-11-01"})
    consents = {"consents-personal_data": "on", "consents-unesco": "on"}

    save(client, draft, "contact", **CONTACT, **links, **consents)

    saved = again(draft)
    assert (str(saved.latitude), str(saved.longitude), saved.place_uk) == ("49.84195", "24.03159", "вул. Соборна, 12")
    contact = saved.contact
    assert {f"contact-{name}": getattr(contact, name) for name in ("name", "role", "email", "phone")} == {
        name: CONTACT[name] for name in ("contact-name", "contact-role", "contact-email", "contact-phone")
    }
    assert contact.is_public is False
    assert [link.source_url for link in saved.links.all()] == ["https://example.org/a"]
    assert {(consent.kind, consent.given_by) for consent in saved.consents.all()} == {
        ("personal_data", olena),
        ("unesco", olena),
    }


def test_consents_are_not_ticked_beforehand_and_not_asked_twice(client, draft):
    before = html_of(client.get(url(draft, "write", "contact")))
    save(client, draft, "contact", **{"consents-unesco": "on"})
    after = html_of(client.get(url(draft, "write", "contact")))

    assert re.findall(r'<input type="checkbox" name="consents-[^>]*checked', before) == []
    assert ('name="consents-unesco"' in before, 'name="consents-unesco"' in after) == (True, False)


def test_contact_that_is_emptied_is_erased(client, complete):
    save(client, complete, "contact", **{"contact-name": "", "contact-email": ""})

    assert not Contact.objects.exists()


def test_new_partner_is_seen_by_staff_only_and_bound_to_the_city(client, draft, city):
    sent = {"organisation-name": "Нова школа", "organisation-kind": "education", "organisation-website": "nova.ua"}

    save(client, draft, "what", **sent)

    partner = again(draft).organisation
    assert (partner.name_uk, partner.kind, partner.website, partner.status) == (
        "Нова школа",
        "education",
        "https://nova.ua",
        "draft",
    )
    assert list(partner.cities.all()) == [city]


def test_new_partner_is_added_once(client, draft):
    for _time in range(2):
        save(client, draft, "what", **{"organisation-name": "Нова школа", "organisation-kind": "education"})

    assert Partner.objects.count() == 1


def test_partner_that_another_city_named_is_not_shown(client, draft):
    make_partner(name_uk="Таємна школа", status="draft", slug=None, cities=[make_city()])

    assert "Таємна школа" not in html_of(client.get(url(draft, "write", "what")))


def test_rows_can_be_removed(client, draft):
    save(client, draft, "story", **rows("results", *[{"kind": "other", "description_uk": text} for text in "абв"]))

    save(client, draft, "story", **{"results-1-DELETE": "on"})

    assert list(draft.results.order_by("pk").values_list("description_uk", flat=True)) == ["а", "в"]


def test_add_saves_and_shows_one_row_more(client, draft):
    told = rows("results", {"kind": "other", "description_uk": "клас"})

    response = client.get(save(client, draft, "story", add="results", **told).headers["Location"])

    html = html_of(response)
    assert 'value="клас"' in html
    assert 'name="results-TOTAL_FORMS" value="2"' in html
    assert 'name="results-1-kind"' in html


# Nothing that was typed is lost


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.sampled_from("аґїє’«»—№₴🌻e\u0301\r\n\t <>&\"'{}%\\"), max_size=60),
    times=st.sampled_from([1, 40]),
)
def test_text_comes_back_as_it_was_typed(client, draft, text, times):
    typed = text * times

    save(client, draft, "what", summary_uk=typed, title_uk=typed)

    kept = step_as_kept("what", again(draft))
    shown = re.sub("\r\n?", "\n", typed).strip()
    assert re.sub("\r\n?", "\n", kept["summary_uk"]).strip() == shown
    assert re.sub("\r\n?", "\n", kept["title_uk"]).strip() == shown


@pytest.mark.parametrize(
    ("step", "typed", "stays"),
    [
        ("what", {"title_uk": ""}, {"title_uk": "Чернетка"}),
        ("what", {"summary_uk": "а" * 401}, {"summary_uk": "Як містяни навчаються разом."}),
        ("what", {"start": "осінь"}, {"start": ""}),
        ("what", {"start": "2025", "end": "2024"}, {"start": "", "end": ""}),
        ("what", {"summary_uk": "", "summary_en": "Alone"}, {"summary_uk": "", "summary_en": None}),
        ("contact", {"latitude": "49.8"}, {"latitude": None}),
        ("contact", {"latitude": "1", "longitude": "2"}, {"latitude": None, "longitude": None}),
        ("contact", {"contact-name": "Марія"}, {}),
        ("story", rows("results", {"kind": "participants", "value": "багато"}), {}),
        ("repeat", rows("partner_roles", {"name": "Невідома школа"}), {}),
        ("repeat", rows("resources", {"kind": "money", "amount": "5"}), {}),
        ("contact", rows("links", {"source_url": "не адреса"}), {}),
    ],
)
def test_what_cannot_be_stored_waits_and_is_shown_with_its_error(client, draft, step, typed, stays, prefix):
    response = client.post(
        f"{prefix}{url(draft, 'write', step)}", dict(step_as_kept(step, draft).lists()) | {"version": 0} | typed
    )

    kept = step_as_kept(step, again(draft))
    assert response.status_code == 422
    assert {name: kept[name] for name in typed} == {name: str(text) for name, text in typed.items()}
    assert {name: getattr(again(draft), name) for name in stays} == stays
    for page in (response, client.get(f"{prefix}{url(draft, 'write', step)}")):
        assert 'id="error-summary"' in html_of(page)


def test_error_summary_leads_to_fields_that_are_on_the_page(client, draft):
    html = html_of(save(client, draft, "story", problem_uk="а" * 1501, **rows("results", {"kind": "other"})))

    wanted = re.findall(r'<li><a href="#([^"]+)">', html)
    assert wanted == ["id_problem_uk", "id_results-0-value"]
    assert all(f'id="{name}"' in html for name in wanted)


def test_other_fields_are_stored_beside_one_that_waits(client, draft):
    save(client, draft, "what", summary_uk="а" * 401, title_en="Draft")

    assert again(draft).title_en == "Draft"


def test_what_waited_is_stored_once_it_is_mended(client, draft):
    save(client, draft, "what", summary_uk="а" * 401)

    save(client, draft, "what", summary_uk="а" * 400)

    assert again(draft).summary_uk == "а" * 400
    assert not SavedStep.objects.with_leftovers().exists()


def test_what_was_not_sent_is_left_alone(client, draft):
    save(client, draft, "story", problem_uk="а" * 1501, **rows("results", {"kind": "other", "description_uk": "клас"}))

    client.post(url(draft, "write", "story"), {"version": 1, "lessons_uk": "Уроки"})

    kept = step_as_kept("story", again(draft))
    assert (kept["problem_uk"], kept["results-0-description_uk"], kept["lessons_uk"]) == ("а" * 1501, "клас", "Уроки")


def test_texts_are_not_cut_by_the_browser(client, draft):
    html = html_of(client.get(url(draft, "write", "what"))).partition("<main")[2]

    assert "maxlength" not in html
    assert re.search('<textarea name="summary_uk"[^>]*data-limit="400"', html)


@pytest.mark.parametrize("number", [3, 4])
def test_three_areas_at_most(client, draft, number):
    areas = [make_area().pk for _time in range(number)]

    response = save(client, draft, "what", areas=areas)

    assert response.status_code == (302 if number == 3 else 422)
    assert step_as_kept("what", again(draft)).getlist("areas") == [str(area) for area in areas]


# Autosave


def test_autosave_answers_with_the_new_version(client, draft):
    answer = autosave(client, draft, "what", title_uk="Школа", summary_uk="а" * 401)

    told = answer.json()
    assert answer.status_code == 200
    assert (told["version"], list(told["errors"]), told["others"]) == (1, ["summary_uk"], [])
    assert datetime.datetime.fromisoformat(told["saved_at"]) == SavedStep.objects.get().saved_at
    assert again(draft).title_uk == "Школа"


def test_autosave_without_news_keeps_the_version(client, draft):
    versions = [autosave(client, draft, "what", title_uk="Школа").json()["version"] for _time in range(3)]

    assert versions == [1, 1, 1]


def test_autosave_writes_no_history(client, draft):
    before = Initiative.history.count()

    autosave(client, draft, "what", title_uk="Школа", areas=[make_area().pk])
    autosave(client, draft, "story", **rows("results", {"kind": "other", "description_uk": "клас"}))

    assert Initiative.history.count() == before
    assert draft.results.model.history.count() == 0


def test_save_by_hand_writes_one_version_of_history_with_the_lists(client, draft):
    before, area = Initiative.history.count(), make_area()
    autosave(client, draft, "what", title_uk="Школа", areas=[area.pk])

    save(client, draft, "what")

    latest = Initiative.history.first()
    assert Initiative.history.count() == before + 1
    assert latest.title_uk == "Школа"
    assert [chosen.area for chosen in latest.areas.all()] == [area]


def test_autosave_makes_no_partners_of_half_typed_names(client, draft):
    typed = {"organisation-name": "Нова шк", "organisation-kind": "education"}

    answer = autosave(client, draft, "what", **typed)

    assert answer.json()["errors"] == {}
    assert not Partner.objects.exists()
    assert step_as_kept("what", again(draft))["organisation-name"] == "Нова шк"


def test_rows_that_autosave_kept_are_stored_by_hand(client, draft):
    autosave(client, draft, "story", **rows("results", {"kind": "other", "description_uk": "клас"}))

    save(client, draft, "story")

    assert [result.description_uk for result in draft.results.all()] == ["клас"]
    assert not SavedStep.objects.with_leftovers().exists()


def test_autosave_tells_when_the_session_ended(draft, prefix):
    answer = Client().post(f"{prefix}{url(draft, 'write', 'what')}", {"version": 0}, headers={"X-Autosave": "1"})

    assert answer.status_code == 401
    assert answer.json()["sign_in"].endswith(
        f"?next={prefix.replace('/', '%2F')}" + url(draft, "write", "what").replace("/", "%2F")
    )


def test_autosave_is_not_found_for_strangers(draft):
    assert autosave(signed_in(speak_for(make_city())), draft, "what", title_uk="Чуже").status_code == 404
    assert again(draft).title_uk == "Чернетка"


def test_autosave_tells_when_the_initiative_was_handed_in(client, complete):
    complete.submit(by=None)

    answer = autosave(client, complete, "what", title_uk="Пізно")

    assert (answer.status_code, answer.json()) == (410, {"moved": url(complete, "follow")})


def test_text_for_what_was_handed_in_is_shown_to_be_copied(client, complete):
    complete.submit(by=None)

    response = save(client, complete, "what", title_uk="Пізній заголовок")

    assert response.status_code == 410
    assert "Пізній заголовок" in html_of(response)
    assert again(complete).title_uk != "Пізній заголовок"


# Two who write


def test_autosave_does_not_write_over_somebody_else(client, draft, taras):
    save(signed_in(taras), draft, "what", title_uk="Тарасове", areas=[make_area().pk])

    answer = autosave(client, draft, "what", seen=0, title_uk="Оленине")

    told = answer.json()
    assert answer.status_code == 409
    assert (told["version"], told["by"], told["theirs"]) == (1, "Тарас", {"title_uk": "Тарасове"})
    assert again(draft).title_uk == "Тарасове"


def test_conflict_shows_both_texts_and_stores_the_chosen(client, draft, taras):
    save(signed_in(taras), draft, "what", title_uk="Тарасове", summary_uk="Тарасів виклад")

    page = save(client, draft, "what", seen=0, title_uk="Оленине", summary_uk="Оленин виклад")

    html = html_of(page)
    assert page.status_code == 409
    assert all(text in html for text in ("Тарасове", "Тарасів виклад", "Оленине", "Оленин виклад"))
    sent = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    fields = {name: value for name, value in sent if name != "csrfmiddlewaretoken"}
    client.post(url(draft, "write", "what"), fields | {"pick:title_uk": "theirs", "pick:summary_uk": "mine"})
    assert (again(draft).title_uk, again(draft).summary_uk) == ("Тарасове", "Оленин виклад")


def test_conflict_in_rows_can_be_decided_either_way(client, draft, taras):
    save(signed_in(taras), draft, "story", **rows("results", {"kind": "other", "description_uk": "Тарасів"}))
    mine = rows("results", {"kind": "other", "description_uk": "перший"}, {"kind": "other", "description_uk": "другий"})

    html = html_of(save(client, draft, "story", seen=0, **mine))

    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))
    client.post(url(draft, "write", "story"), fields | {"pick:results": "theirs"})
    assert [result.description_uk for result in draft.results.all()] == ["Тарасів"]


def test_form_sent_twice_is_no_conflict(client, draft):
    sent = {
        "title_uk": "Школа",
        "start": "09.2024",
        "organisation-name": "Нова школа",
        "organisation-kind": "education",
    }

    answers = [save(client, draft, "what", seen=0, **sent).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert again(draft).organisation.name_uk == "Нова школа"


def test_steps_do_not_stand_in_each_others_way(client, draft, taras):
    save(signed_in(taras), draft, "story", problem_uk="Проблема")

    assert save(client, draft, "what", seen=0, title_uk="Школа").status_code == 302
    assert (again(draft).title_uk, again(draft).problem_uk) == ("Школа", "Проблема")


def test_writers_see_who_else_has_the_draft_open(client, draft, taras):
    autosave(signed_in(taras), draft, "what")

    assert autosave(client, draft, "what").json()["others"] == ["Тарас"]
    assert "Тарас" in html_of(client.get(url(draft, "write", "story")))


def test_writers_who_left_are_not_named(client, draft, taras):
    with time_machine.travel(timezone.now() - datetime.timedelta(minutes=3)):
        autosave(signed_in(taras), draft, "what")

    assert autosave(client, draft, "what").json()["others"] == []


# The session ended


def test_what_was_typed_waits_for_the_sign_in_and_is_saved(draft, olena, prefix):
    client = Client()
    address = f"{prefix}{url(draft, 'write', 'what')}"

    away = client.post(address, {"version": 0, "title_uk": "Довгий текст", "summary_uk": "а" * 401})
    client.force_login(olena)
    html = html_of(client.get(address))

    assert away.headers["Location"].endswith(f"?next={address}")
    assert 'value="Довгий текст"' in html
    assert "data-unsaved" in html
    client.post(address, {"version": 0, "title_uk": "Довгий текст"})
    assert again(draft).title_uk == "Довгий текст"
    assert "data-unsaved" not in html_of(client.get(address))


# People of endangered communities


@pytest.fixture
def occupied(draft, city):
    make_war_status(city=city)
    Contact.objects.create(initiative=draft, name="Марія Таємна", email="maria@example.org", phone="+380440000000")
    draft.place_uk, draft.latitude, draft.longitude = "Підпільна школа", "46.84", "35.36"
    draft.save()
    return draft


def test_colleague_sees_no_names_and_places_of_an_occupied_community(occupied, taras):
    html = html_of(signed_in(taras).get(url(occupied, "write", "contact")))

    assert [secret for secret in ("Марія", "maria@", "380440000000", "Підпільна", "46.84") if secret in html] == []


def test_colleague_leaves_names_and_places_of_an_occupied_community_alone(occupied, taras):
    sent = {"version": 0, "location_precision": "hidden", "contact-name": "", "contact-email": "", "place_uk": ""}

    signed_in(taras).post(url(occupied, "write", "contact"), sent)

    saved = again(occupied)
    assert (saved.location_precision, saved.place_uk, saved.contact.name) == (
        "hidden",
        "Підпільна школа",
        "Марія Таємна",
    )


def test_author_sees_them_and_is_told_that_nobody_else_does(client, occupied, prefix):
    html = html_of(client.get(f"{prefix}{url(occupied, 'write', 'contact')}"))

    assert "Марія Таємна" in html
    assert ("Заради безпеки людей" if not prefix else "For the safety of people") in html


def test_writers_of_an_occupied_community_are_not_named(client, occupied, taras):
    answer = autosave(signed_in(taras), occupied, "what", title_uk="Тарасове")

    told = autosave(client, occupied, "what", title_uk="Тарасове").json()
    assert answer.status_code == 200
    assert told["others"] != []
    assert "Тарас" not in json.dumps(told["others"], ensure_ascii=False)


# Comments of reviewers


def test_comments_stand_at_their_fields_while_changes_are_asked(client, complete):
    FieldComment.objects.create(initiative=complete, field="problem", text="Додайте цифри")
    before = html_of(client.get(url(complete, "write", "story")))
    complete.submit(by=None)
    complete.start_review(by=None)
    complete.ask_for_changes(by=None, note="Див. коментарі")

    after = html_of(client.get(url(complete, "write", "story")))

    assert "Додайте цифри" not in before
    question = after[after.index('id="question-problem"') : after.index('id="question-objectives"')]
    assert "Додайте цифри" in question


# Looking it over and handing it in

CONSENTS = {f"consents-{kind}": "on" for kind in ("personal_data", "publication", "for_the_city")}


def test_check_lists_what_is_missing_with_links(client, draft):
    html = html_of(client.get(url(draft, "check")))

    for step, name in [("what", "organisation"), ("story", "problem"), ("story", "results"), ("contact", "contact")]:
        assert f'href="{url(draft, "write", step)}#question-{name}"' in html


def test_check_leads_to_places_that_are_in_the_form(client, draft):
    html = html_of(client.get(url(draft, "check")))

    for step, name in set(re.findall(r'href="[^"]*/(what|story|repeat|contact)/#([a-z_-]+)"', html)):
        assert f'id="{name}"' in html_of(client.get(url(draft, "write", step)))


def test_check_tells_which_texts_have_no_english(client, complete):
    html = html_of(client.get(url(complete, "check")))

    assert f"{url(complete, 'write', 'story')}#question-problem" in html
    assert f"{url(complete, 'write', 'what')}#question-title" not in html


@time_machine.travel("2026-11-20 10:00+02:00")
def test_check_promises_an_answer_by_a_day(client, complete, prefix):
    html = html_of(client.get(f"{prefix}{url(complete, 'check')}"))

    assert ("4 December 2026" if prefix else "4 грудня 2026 року") in html


@pytest.mark.parametrize(
    ("since", "due"),
    [("2026-11-20", "2026-12-04"), ("2026-11-21", "2026-12-04"), ("2026-11-23", "2026-12-07")],
)
def test_answer_is_due_after_ten_working_days(since, due):
    assert answer_due(datetime.date.fromisoformat(since)).isoformat() == due


def test_hand_in_submits_and_records_the_consents(client, complete, olena):
    response = client.post(url(complete, "check"), CONSENTS | {"consents-unesco": ""})

    assert response.headers["Location"] == url(complete, "follow")
    assert again(complete).status == Status.SUBMITTED
    assert {consent.kind for consent in complete.consents.all()} == {"personal_data", "publication", "for_the_city"}
    assert Transition.objects.get().by == olena


@pytest.mark.parametrize("lacking", sorted(CONSENTS))
def test_hand_in_needs_each_required_consent(client, complete, lacking):
    response = client.post(url(complete, "check"), {name: on for name, on in CONSENTS.items() if name != lacking})

    html = html_of(response)
    assert response.status_code == 422
    assert f'<a href="#id_{lacking}">' in html
    assert html.count("checked") == 2
    assert again(complete).status == Status.DRAFT
    assert not complete.consents.exists()


def test_hand_in_asks_no_consent_twice(client, complete):
    save(client, complete, "contact", **CONSENTS)

    client.post(url(complete, "check"))

    assert again(complete).status == Status.SUBMITTED


def test_hand_in_needs_a_contact(client, complete):
    complete.contact.delete()

    assert client.post(url(complete, "check"), CONSENTS).status_code == 422
    assert again(complete).status == Status.DRAFT


def test_hand_in_needs_what_waits_to_be_mended(client, complete):
    save(client, complete, "what", summary_uk="а" * 401)

    response = client.post(url(complete, "check"), CONSENTS)

    assert response.status_code == 422
    assert f"{url(complete, 'write', 'what')}#question-summary" in html_of(response)


def test_hand_in_twice_is_one_submission_and_a_kind_word(client, complete, prefix):
    client.post(url(complete, "check"), CONSENTS)

    response = client.post(f"{prefix}{url(complete, 'check')}", CONSENTS, follow=True)

    assert response.redirect_chain == [(f"{prefix}{url(complete, 'follow')}", 302)]
    assert ("has been handed in already" if prefix else "вже подано") in html_of(response)
    assert Transition.objects.count() == 1
    assert complete.consents.count() == 3


def test_guest_hands_in_without_an_account(complete):
    Initiative.objects.filter(pk=complete.pk).update(author=None)
    GuestProposal.objects.create(initiative=complete, name="Ігор", email="i@example.org", confirmed_at=timezone.now())
    guest = Client()
    session = guest.session
    session["guest_initiatives"] = [complete.pk]
    session.save()

    assert guest.post(url(complete, "check"), CONSENTS).status_code == 302
    assert again(complete).status != Status.DRAFT


# The preview


def test_preview_is_the_page_of_readers_with_a_banner(client, complete, prefix):
    html = html_of(client.get(f"{prefix}{url(complete, 'preview')}"))

    assert ("A preview" if prefix else "Попередній перегляд") in html
    assert complete.problem_uk in html
    assert "og:image" not in html
    assert '"@type": "Article"' not in html


# Where it stands


def states(city, author):
    """An initiative of the city in each state."""
    drafts = {status: make_complete_draft(city=city, author=author) for status in Status if status != Status.ACCEPTED}
    ways = {
        Status.DRAFT: [],
        Status.WITH_CITY: ["with_city"],
        Status.SUBMITTED: ["submitted"],
        Status.IN_REVIEW: ["submitted", "in_review"],
        Status.CHANGES_ASKED: ["submitted", "in_review", "changes_asked"],
        Status.PUBLISHED: ["submitted", "in_review", "published"],
        Status.DECLINED: ["submitted", "in_review", "declined"],
        Status.WITHDRAWN: ["submitted", "in_review", "published", "withdrawn"],
    }
    verbs = {
        "with_city": lambda row: row.hand_to_city(by=None),
        "submitted": lambda row: row.submit(by=None),
        "in_review": lambda row: row.start_review(by=None),
        "changes_asked": lambda row: row.ask_for_changes(by=None, note="Ще"),
        "published": lambda row: row.publish(by=None),
        "declined": lambda row: row.decline(by=None, note="Ні"),
        "withdrawn": lambda row: row.withdraw(by=None),
    }
    for status, way in ways.items():
        for verb in way:
            verbs[verb](drafts[status])
    return drafts


OFFERED = {
    Status.DRAFT: {"write", "check", "preview", "duplicate", "delete"},
    Status.WITH_CITY: {"handover", "preview", "duplicate"},
    Status.SUBMITTED: {"preview", "take_back", "duplicate"},
    Status.IN_REVIEW: {"preview", "duplicate"},
    Status.CHANGES_ASKED: {"write", "check", "preview", "duplicate"},
    Status.PUBLISHED: {"propose_change", "duplicate", "withdraw"},
    Status.DECLINED: {"preview", "duplicate"},
    Status.WITHDRAWN: {"preview", "duplicate"},
}


def test_follow_offers_what_the_state_allows(client, city, olena):
    offered = {}
    for status, initiative in states(city, olena).items():
        html = html_of(client.get(url(initiative, "follow")))
        inside = html[html.index("standing__buttons") :]
        names = ["write", "check", "handover", "preview", "take_back"]
        names += ["propose_change", "duplicate", "withdraw", "delete"]
        addresses = {name: url(initiative, name, *(["what"] if name == "write" else [])) for name in names}
        offered[status] = {name for name, address in addresses.items() if f'"{address}"' in inside}

    assert offered == OFFERED


def test_buttons_that_the_state_does_not_allow_change_nothing(client, city, olena):
    for status, initiative in states(city, olena).items():
        for button in {"take_back", "propose_change", "delete", "withdraw"} - OFFERED[status]:
            answer = client.post(url(initiative, button), follow=True)
            assert answer.redirect_chain[0][0] == url(initiative, "follow"), (status, button)
            assert "notice" in html_of(answer)
        assert again(initiative).status == status


def test_follow_puts_what_the_editor_wrote_before_the_log(client, complete, olena):
    complete.submit(by=olena)
    complete.start_review(by=make_staff())
    complete.ask_for_changes(by=make_staff(), note="Додайте цифри")

    html = html_of(client.get(url(complete, "follow")))

    assert html.index("Додайте цифри") < html.index('class="log"')


def test_follow_leads_to_the_first_comment(client, complete, olena):
    complete.submit(by=olena)
    complete.start_review(by=make_staff())
    FieldComment.objects.create(initiative=complete, field="problem", text="Звідки це?")
    complete.ask_for_changes(by=make_staff(), note="")

    html = html_of(client.get(url(complete, "follow")))

    buttons = html[html.index("standing__buttons") : html.index("</div>", html.index("standing__buttons"))]
    assert f'href="{url(complete, "write", "story")}#question-problem"' in buttons


def test_follow_tells_the_log_with_dates_and_notes(client, complete, olena, prefix):
    with time_machine.travel("2026-11-20 10:00+02:00"):
        complete.submit(by=olena)
    complete.start_review(by=make_staff(name="Пані Ірина"))
    complete.ask_for_changes(by=None, note="Додайте цифри")

    html = html_of(client.get(f"{prefix}{url(complete, 'follow')}"))

    assert ("20 November 2026, 10:00" if prefix else "20 листопада 2026 року, 10:00") in html
    assert "Додайте цифри" in html
    assert "Пані Ірина" not in html


@time_machine.travel("2026-11-20 10:00+02:00")
def test_follow_tells_by_when_an_answer_comes(client, complete):
    complete.submit(by=None)

    assert "4 грудня 2026 року" in html_of(client.get(url(complete, "follow")))


def test_comments_on_the_page_lead_to_their_fields(client, complete):
    FieldComment.objects.create(initiative=complete, field="results", text="Скільки?")

    html = html_of(client.get(url(complete, "follow")))

    assert f'href="{url(complete, "write", "story")}#question-results"' in html


def test_take_back_makes_a_draft(client, complete, olena):
    complete.submit(by=olena)

    client.post(url(complete, "take_back"))

    assert again(complete).status == Status.DRAFT


def test_withdraw_asks_first(client, city, olena):
    published = states(city, olena)[Status.PUBLISHED]

    assert client.get(url(published, "withdraw")).status_code == 200
    assert again(published).status == Status.PUBLISHED
    client.post(url(published, "withdraw"), {"note": "Завершили"})
    assert again(published).status == Status.WITHDRAWN
    assert Transition.objects.of(published).last().note == "Завершили"


def test_withdraw_keeps_a_reason_that_is_too_long(client, city, olena):
    published = states(city, olena)[Status.PUBLISHED]

    response = client.post(url(published, "withdraw"), {"note": "а" * 1001})

    assert response.status_code == 422
    assert "а" * 1001 in html_of(response)


def test_delete_asks_first(client, draft):
    assert client.get(url(draft, "delete")).status_code == 200
    assert Initiative.objects.exists()
    client.post(url(draft, "delete"))
    assert not Initiative.objects.exists()


def test_proposed_change_leaves_the_public_page_alone(client, city, olena):
    published = states(city, olena)[Status.PUBLISHED]
    Contact.objects.create(initiative=published, name="Марія", email="maria@example.org")
    before = html_of(Client().get(published.get_absolute_url()))

    client.post(url(published, "propose_change"))
    proposal = published.open_proposal
    save(client, proposal, "what", title_uk="Зовсім інша назва")
    client.post(url(proposal, "check"), CONSENTS)

    assert again(proposal).status == Status.SUBMITTED
    assert html_of(Client().get(published.get_absolute_url())) == before
    assert f'"{url(proposal, "follow")}"' in html_of(client.get(url(published, "follow")))


def test_proposed_change_of_the_contact_comes_with_its_acceptance(client, city, olena):
    published = states(city, olena)[Status.PUBLISHED]
    Contact.objects.create(initiative=published, name="Марія", email="maria@example.org")
    proposal = propose_change(published, by=olena)
    save(client, proposal, "contact", **{"contact-name": "Оксана", "contact-email": "oksana@example.org"})
    proposal.submit(by=olena)
    proposal.start_review(by=olena)

    accept_proposal(proposal, by=olena)

    assert Contact.objects.get().name == "Оксана"
    assert Contact.objects.get().initiative == published


def test_duplicate_is_a_draft_without_dates_results_and_consents(client, complete, olena):
    save(client, complete, "contact", **CONSENTS)

    client.post(url(complete, "duplicate"))

    copy = Initiative.objects.latest("pk")
    assert (copy.title_uk, copy.title_en) == (f"{complete.title_uk} (копія)", f"{complete.title_en} (copy)")
    assert (copy.status, copy.start, copy.author, copy.problem_uk) == ("draft", "", olena, complete.problem_uk)
    assert list(copy.areas.all()) == list(complete.areas.all())
    assert not copy.results.exists()
    assert not copy.consents.exists()
    assert not Contact.objects.filter(initiative=copy).exists()


def test_duplicate_of_a_long_title_fits(client, draft):
    draft.title_uk = "а" * 120
    draft.save()

    client.post(url(draft, "duplicate"))

    assert Initiative.objects.latest("pk").title_uk == "а" * 112 + " (копія)"


# Numbers of queries


@pytest.mark.parametrize("number", [1, 3])
def test_follow_asks_the_database_the_same_for_each_length_of_its_log(
    client, complete, olena, number, django_assert_num_queries
):
    for _time in range(number):
        FieldComment.objects.create(initiative=complete, field="problem", text="Ще")
        complete.submit(by=olena)
        complete.take_back(by=olena)

    with django_assert_num_queries(8):
        client.get(url(complete, "follow"))
