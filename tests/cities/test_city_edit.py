"""The city's own page in its coordinators' hands: who may, what is kept, what is refused, and two at the same time."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cities.models import City
from portal.publishing.models import Origin, Status
from tests.factories import make_city, make_indicator, make_war_status
from tests.forms_on_page import form_data
from tests.workspace.people import make_coordinator

pytestmark = pytest.mark.django_db


def address(city, language="uk"):
    with translation.override(language):
        return reverse("cities:edit", args=[city.katottg])


@pytest.fixture
def city():
    return make_city(origin=Origin.SOURCES)


@pytest.fixture
def editor(city):
    return make_coordinator(city)


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def typed(as_editor, city):
    """What a browser would send, with overrides."""

    def typed(**overrides):
        return form_data(as_editor.get(address(city)), "city-page") | overrides

    return typed


def html_of(response):
    return response.content.decode()


# Who may


@pytest.mark.parametrize("role", ["editor", "lead"])
def test_edit_opens_for_those_who_speak_for_the_city(client, city, role, language):
    client.force_login(make_coordinator(city, role=role))

    response = client.get(address(city, language))

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


# What is kept


def test_edit_saves_both_languages(as_editor, city, typed):
    data = typed(vision_uk="Місто, де вчаться всі.", vision_en="A city where all learn.", website="https://misto.ua")

    response = as_editor.post(address(city), data)

    saved = City.objects.get(pk=city.pk)
    assert response.status_code == 302
    assert (saved.vision_uk, saved.vision_en, saved.website) == (
        "Місто, де вчаться всі.",
        "A city where all learn.",
        "https://misto.ua",
    )


def test_edit_is_live_at_once(as_editor, client, city, typed):
    as_editor.post(address(city), typed(vision_uk="Місто, де вчаться всі."))

    assert "Місто, де вчаться всі." in html_of(client.get(city.get_absolute_url()))


def test_edit_leaves_alone_what_the_form_does_not_ask(as_editor, city, typed):
    as_editor.post(address(city), typed(vision_uk="Нове."))

    saved = City.objects.get(pk=city.pk)
    assert (saved.name_uk, saved.slug, saved.status, saved.summary_en) == (
        city.name_uk,
        city.slug,
        Status.PUBLISHED,
        city.summary_en,
    )


def test_edit_makes_the_city_stand_behind_its_page(as_editor, city, editor, typed):
    as_editor.post(address(city), typed(vision_uk="Нове."))

    saved = City.objects.get(pk=city.pk)
    assert (saved.origin, saved.confirmed_by, saved.checked_on) == (Origin.CITY, editor, timezone.localdate())


def test_edit_keeps_the_person_in_the_history(as_editor, city, editor, typed):
    as_editor.post(address(city), typed(vision_uk="Нове."))

    latest = city.history.first()
    assert (latest.vision_uk, latest.history_user) == ("Нове.", editor)


def test_edit_keeps_a_figure_with_year_and_source(as_editor, city, typed):
    data = typed(
        population_value="753 827,5",
        population_year="2025",
        population_source_title="Держстат",
    )

    as_editor.post(address(city), data)

    figure = city.indicators.get()
    assert (figure.kind, float(figure.value), figure.year, figure.source_title, figure.checked_on) == (
        "population",
        753827.5,
        2025,
        "Держстат",
        timezone.localdate(),
    )


def test_edit_does_not_touch_a_figure_that_stays(as_editor, city, typed):
    figure = make_indicator(city=city)

    as_editor.post(address(city), typed())

    assert city.indicators.get().checked_on == figure.checked_on
    assert figure.history.count() == 1


@pytest.mark.parametrize(("year", "years"), [("2025", [2025, 2021]), ("2021", [2021]), ("2020", [2020])])
def test_edit_adds_a_later_year_and_corrects_the_others(as_editor, city, typed, year, years):
    make_indicator(city=city, year=2021)

    as_editor.post(address(city), typed(population_year=year, population_value="99000"))

    rows = city.indicators.as_in_form()
    assert [row.year for row in rows] == years
    assert rows[0].value == 99000


def test_edit_removes_a_figure_that_was_emptied(as_editor, city, typed):
    make_indicator(city=city)
    empty = {f"population_{part}": "" for part in ("value", "year", "source_title", "source_url")}

    as_editor.post(address(city), typed(**empty))

    assert not city.indicators.exists()


def test_edit_keeps_sectors_and_ratings_and_takes_them_back(as_editor, city, typed):
    as_editor.post(
        address(city),
        typed(wanted_business="on", wanted_business_note_uk="Стажування", rating_equity_inclusion="4"),
    )
    assert [(row.kind, row.note_uk) for row in city.partners_wanted.all()] == [("business", "Стажування")]
    assert [(row.heading, row.rating) for row in city.focuses.all()] == [("equity_inclusion", 4)]

    data = typed(wanted_business_note_uk="", rating_equity_inclusion="")
    del data["wanted_business"]
    as_editor.post(address(city), data)

    assert not city.partners_wanted.exists()
    assert not city.focuses.exists()


# What is refused


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"vision_en": "Only English."}, "vision_en"),
        ({"vision_uk": "слово " * 201}, "vision_uk"),
        ({"population_value": "100"}, "population_year"),
        ({"population_value": "100", "population_year": "2024"}, "population_source_title"),
        ({"population_value": "багато"}, "population_value"),
        ({"wanted_business": "on", "wanted_business_note_en": "Only English."}, "wanted_business_note_en"),
        ({"wanted_business_note_uk": "Без позначки"}, "wanted_business"),
        ({"website": "не адреса"}, "website"),
    ],
)
def test_edit_refuses_at_the_field_and_keeps_what_was_typed(as_editor, city, typed, wrong, field):
    response = as_editor.post(address(city), typed(summary_uk="Щойно набране.", **wrong))

    html = html_of(response)
    assert response.status_code == 422
    assert f'href="#id_{field}"' in html
    assert f'id="id_{field}_error"' in html
    assert "Щойно набране." in html
    assert City.objects.get(pk=city.pk).summary_uk == city.summary_uk


def test_edit_takes_a_text_of_two_hundred_words(as_editor, city, typed):
    response = as_editor.post(address(city), typed(vision_uk="слово " * 200))

    assert response.status_code == 302


# Contacts


def test_edit_keeps_contacts_and_hides_the_person_without_the_tick(as_editor, client, city, typed):
    as_editor.post(
        address(city),
        typed(contact_office_uk="Управління освіти", contact_person_uk="Олена Іваненко"),
    )

    html = html_of(client.get(city.get_absolute_url()))
    assert "Управління освіти" in html
    assert "Олена Іваненко" not in html


def test_edit_never_shows_contacts_of_an_occupied_community(as_editor, city):
    City.objects.filter(pk=city.pk).update(contact_person_uk="Олена Іваненко", contact_email="olena@example.org")
    make_war_status(city=city)

    html = html_of(as_editor.get(address(city)))

    assert "Олена Іваненко" not in html
    assert "olena@example.org" not in html
    assert 'name="contact_office_uk"' not in html


def test_edit_does_not_take_contacts_of_an_occupied_community(as_editor, city, typed):
    make_war_status(city=city)

    response = as_editor.post(address(city), typed(contact_person_uk="Олена Іваненко", contact_person_public="on"))

    saved = City.objects.get(pk=city.pk)
    assert response.status_code == 302
    assert (saved.contact_person_uk or "", saved.contact_person_public) == ("", False)


# Two at the same time


@pytest.fixture
def colleague_saves(city):
    def colleague_saves(**changes):
        saved = City.objects.get(pk=city.pk)
        for name, value in changes.items():
            setattr(saved, name, value)
        saved.save()

    return colleague_saves


def test_edit_shows_both_texts_where_somebody_saved_meanwhile(as_editor, city, typed, colleague_saves):
    data = typed(vision_uk="Моє бачення.")
    colleague_saves(vision_uk="Бачення колеги.")

    response = as_editor.post(address(city), data)

    html = html_of(response)
    assert response.status_code == 409
    assert "Моє бачення." in html
    assert "Бачення колеги." in html
    assert City.objects.get(pk=city.pk).vision_uk == "Бачення колеги."


@pytest.mark.parametrize(("keep", "text"), [("mine", "Моє бачення."), ("saved", "Бачення колеги.")])
def test_edit_keeps_the_text_that_was_chosen(as_editor, city, typed, colleague_saves, keep, text):
    data = typed(vision_uk="Моє бачення.")
    colleague_saves(vision_uk="Бачення колеги.")
    asked = form_data(as_editor.post(address(city), data), "city-page")

    response = as_editor.post(address(city), asked | {"keep_vision_uk": keep})

    assert response.status_code == 302
    assert City.objects.get(pk=city.pk).vision_uk == text


def test_edit_asks_until_a_text_is_chosen(as_editor, city, typed, colleague_saves):
    data = typed(vision_uk="Моє бачення.")
    colleague_saves(vision_uk="Бачення колеги.")
    asked = form_data(as_editor.post(address(city), data), "city-page")

    response = as_editor.post(address(city), asked)

    assert response.status_code == 422
    assert City.objects.get(pk=city.pk).vision_uk == "Бачення колеги."


def test_edit_asks_about_figures_too(as_editor, city, typed):
    figure = make_indicator(city=city, value=100)
    data = typed(population_value="200")
    figure.value = 300
    figure.save()

    response = as_editor.post(address(city), data)

    assert response.status_code == 409
    assert set(re.findall(r'name="keep_(\w+)"', html_of(response))) == {"population_value"}


def test_edit_does_not_ask_where_two_changed_different_things(as_editor, city, typed, colleague_saves):
    data = typed(vision_uk="Моє бачення.", population_value="200", population_year="2025", population_source_title="Я")
    colleague_saves(challenges_uk="Виклики колеги.", contact_person_public=True)

    response = as_editor.post(address(city), data)

    saved = City.objects.get(pk=city.pk)
    assert response.status_code == 302
    assert (saved.vision_uk, saved.challenges_uk, saved.contact_person_public) == (
        "Моє бачення.",
        "Виклики колеги.",
        True,
    )
    assert city.indicators.get().value == 200


def test_edit_keeps_the_colleague_s_other_changes_while_it_asks(as_editor, city, typed, colleague_saves):
    data = typed(vision_uk="Моє бачення.")
    colleague_saves(vision_uk="Бачення колеги.", challenges_uk="Виклики колеги.", contact_person_public=True)
    asked = form_data(as_editor.post(address(city), data), "city-page")

    as_editor.post(address(city), asked | {"keep_vision_uk": "mine"})

    saved = City.objects.get(pk=city.pk)
    assert (saved.vision_uk, saved.challenges_uk, saved.contact_person_public) == (
        "Моє бачення.",
        "Виклики колеги.",
        True,
    )


def test_edit_asks_about_everything_that_differs_where_nobody_knows_what_was_seen(as_editor, city, typed):
    response = as_editor.post(address(city), typed(vision_uk="Моє бачення.", seen="nonsense"))

    assert response.status_code == 409
    assert set(re.findall(r'name="keep_(\w+)"', html_of(response))) == {"vision_uk"}


def test_edit_saves_where_a_colleague_saved_the_same(as_editor, city, typed, colleague_saves):
    data = typed(vision_uk="Спільне бачення.")
    colleague_saves(vision_uk="Спільне бачення.")

    assert as_editor.post(address(city), data).status_code == 302


def test_edit_asks_the_same_of_the_database_for_many_figures(as_editor, city, typed, django_assert_num_queries):
    as_editor.get(address(city))
    make_indicator(city=city)
    with django_assert_num_queries(7):
        as_editor.get(address(city))
    for year in (2018, 2019, 2020):
        make_indicator(city=city, year=year)
    with django_assert_num_queries(7):
        as_editor.get(address(city))


# The session ended


def test_page_typed_after_the_session_ended_waits_for_the_sign_in(as_editor, city, editor, typed, prefix, language):
    there, long = address(city, language), "слово " * 201
    data = typed(vision_uk="Місто, де вчаться всі.", plan_policy_uk=long)
    as_editor.logout()

    away = as_editor.post(there, data)
    as_editor.force_login(editor)
    html = html_of(as_editor.get(there))

    assert away.headers["Location"] == f"{prefix}/account/login/?next={there}"
    assert "Місто, де вчаться всі." in html
    assert long.strip() in html  # even where it would be refused
    assert ("Ми зберегли" if language == "uk" else "We kept what you typed") in html
    assert not City.objects.get(pk=city.pk).vision_uk


def test_page_that_waited_is_forgotten_once_it_is_saved(as_editor, city, editor, typed):
    data = typed(vision_uk="Місто, де вчаться всі.")
    as_editor.logout()
    as_editor.post(address(city), data)
    as_editor.force_login(editor)

    as_editor.post(address(city), form_data(as_editor.get(address(city)), "city-page"))

    assert City.objects.get(pk=city.pk).vision_uk == "Місто, де вчаться всі."
    assert "Ми зберегли" not in html_of(as_editor.get(address(city)))


def test_page_that_waited_is_not_laid_over_what_a_colleague_saved(as_editor, city, editor, typed):
    data, theirs = typed(vision_uk="Моє."), typed(vision_uk="Чуже.")
    as_editor.logout()
    as_editor.post(address(city), data)
    as_editor.force_login(make_coordinator(city))
    as_editor.post(address(city), theirs)
    as_editor.logout()
    as_editor.post(address(city), data)
    as_editor.force_login(editor)

    html = html_of(as_editor.get(address(city)))

    assert "Моє." in html
    assert "Чуже." in html
    assert City.objects.get(pk=city.pk).vision_uk == "Чуже."
