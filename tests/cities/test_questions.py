"""Questions to a city: asked, confirmed, relayed and answered without an address on either side."""

import datetime
import re

import pytest
import time_machine
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone, translation

from cities import questions
from cities.forms.questions import QuestionForm
from cities.models import BlockedAsker, CityQuestion
from portal.mail.models import Letter
from tests.factories import (
    make_city,
    make_question,
    make_representative,
    make_speaker,
    make_staff,
    make_war_status,
)

pytestmark = pytest.mark.django_db

OPENED = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
# Addresses that nobody on the other side may ever see.
ASKER = "marker-asker@example.org"
COORDINATOR = "marker-coordinator@example.org"
OFFICE = "marker-office@example.org"
QUESTION = {"name": "Олена Іваненко", "email": ASKER, "text": "Чи є «курси» & гуртки?", "website": ""}


@pytest.fixture(autouse=True)
def clock():
    """A minute after the form was opened."""
    with time_machine.travel(OPENED + MINUTE, tick=False) as clock:
        yield clock


@pytest.fixture
def city():
    return make_city(slug="lviv", name_uk="Львів", name_en="Lviv", contact_email=OFFICE)


@pytest.fixture
def coordinator(city):
    return make_speaker(city, email=COORDINATOR, name="Ірина Координаторка")


def stamp(opened=OPENED):
    with time_machine.travel(opened, tick=False):
        return QuestionForm.stamp()


@pytest.fixture
def ask(client):
    def ask(prefix="", slug="lviv", **overrides):
        return client.post(f"{prefix}/cities/{slug}/ask/", QUESTION | {"opened": stamp()} | overrides)

    return ask


def html_of(response):
    return response.content.decode()


def letters(kind=None):
    return list(Letter.objects.filter(**{"kind": kind} if kind else {}).order_by("pk"))


def kinds():
    return sorted(letter.kind for letter in letters())


def words(letter):
    return f"{letter.subject}\n{letter.text}\n{letter.html}\n{letter.reply_to}"


def path_in(letter, part):
    """The address of ours in a letter that has the part in it, without its host."""
    return re.search(rf"https?://[^/\s]+(\S*{part}\S*)", letter.text)[1]


# Where the form is offered


def test_city_page_leads_to_the_form_where_the_office_has_an_address(client, city, prefix):
    assert f'href="{prefix}/cities/lviv/ask/"' in html_of(client.get(f"{prefix}/cities/lviv/"))


def test_city_page_leads_to_the_form_where_somebody_speaks_for_the_city(client):
    make_speaker(make_city(slug="sumy"))

    assert 'href="/cities/sumy/ask/"' in html_of(client.get("/cities/sumy/"))


def test_city_page_leads_to_the_association_where_nobody_would_answer(client):
    city = make_city(slug="sumy")
    make_representative(city=city)  # not confirmed
    make_speaker(city, is_active=False)

    html = html_of(client.get("/cities/sumy/"))

    assert "/cities/sumy/ask/" not in html
    assert "Напишіть асоціації" in html
    assert client.get("/cities/sumy/ask/").status_code == 404


def test_hidden_office_is_no_reason_to_offer_the_form(client):
    make_city(slug="sumy", contact_email=OFFICE, contacts_hidden=True)

    assert client.get("/cities/sumy/ask/").status_code == 404


def test_ask_labels_its_fields_and_says_what_happens_next(client, city, prefix):
    response = client.get(f"{prefix}/cities/lviv/ask/")
    html = html_of(response)

    assert [name for name in ("name", "email", "text") if f'<label for="id_{name}">' not in html] == []
    assert {"": "Що буде далі", "/en": "What happens next"}[prefix] in html
    assert f'href="{prefix}/privacy/"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert response.headers["Cache-Control"] == "private"


def test_ask_of_an_unpublished_city_is_not_found(client):
    make_city(slug="sumy", status="draft", contact_email=OFFICE)

    assert client.get("/cities/sumy/ask/").status_code == 404


# Asking


def test_question_waits_for_its_asker_and_tells_nobody(ask, city, coordinator, prefix, language):
    response = ask(prefix)

    question = CityQuestion.objects.get()
    assert response.headers["Location"] == f"{prefix}/cities/lviv/ask/sent/"
    assert (question.city, question.text, question.language) == (city, QUESTION["text"], language)
    assert question.confirmed_at is None
    assert [(letter.kind, letter.to) for letter in letters()] == [("question_confirm", ASKER)]
    assert list(CityQuestion.objects.for_city(city)) == []


def test_confirmation_tells_nothing_that_a_stranger_typed(ask, city):
    ask(name="Купуйте тут", text="Дешевий спам")

    letter = letters()[0]
    assert "Львів" in letter.text
    assert "Купуйте" not in words(letter)
    assert "Дешевий" not in words(letter)


def test_question_sent_twice_is_one(ask, city):
    assert [ask().status_code, ask().status_code] == [302, 302]

    assert CityQuestion.objects.count() == 1
    assert kinds() == ["question_confirm"]


def test_question_is_kept_only_together_with_its_letter(ask, city, monkeypatch):
    def fail(*_args, **_options):
        raise DatabaseError

    monkeypatch.setattr("portal.mail.posting.Letter.objects.create", fail)

    with pytest.raises(DatabaseError):
        ask()

    assert not CityQuestion.objects.exists()


def test_one_address_gets_only_so_many_letters_a_day(ask, city, client):
    for number in range(Letter.MOST_A_DAY + 2):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert ask(text=f"Запитання {number}").status_code == 302

    assert len(letters("question_confirm")) == Letter.MOST_A_DAY


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "Олена\nІваненко"), ("email", "olena"), ("text", ""), ("text", "а" * 3001)],
)
def test_ask_refuses_without_losing_a_word(ask, city, field, value):
    response = ask(**{field: value})
    html = html_of(response)

    assert response.status_code == 422
    assert 'id="error-summary"' in html
    assert list(response.context["form"].errors) == [field]
    kept = {name: text for name, text in QUESTION.items() if name != field and text}
    assert [text for text in kept.values() if text.replace("&", "&amp;") not in html] == []
    assert not letters()


def test_trap_looks_like_success_and_tells_nobody(ask, city):
    assert ask(website="https://spam.example.com", opened="").status_code == 302

    assert CityQuestion.objects.get().is_spam
    assert not letters()


def test_ask_refuses_too_much_from_one_network(ask, city):
    for number in range(5):
        ask(text=f"Запитання {number}")

    response = ask(text="Шосте запитання")

    assert response.status_code == 429
    assert "Шосте запитання" in html_of(response)


# Confirming


@pytest.fixture
def asked(ask, city):
    """A question that was asked; its path to be confirmed."""
    ask()
    return path_in(letters("question_confirm")[0], "/questions/confirm/")


def test_opening_the_link_confirms_nothing(client, asked):
    response = client.get(asked)
    client.head(asked)

    assert response.status_code == 200
    assert "Чи є «курси» &amp; гуртки?" in html_of(response)
    assert CityQuestion.objects.get().confirmed_at is None
    assert kinds() == ["question_confirm"]


def test_confirmed_question_goes_to_the_office_and_to_all_who_speak_for_the_city(client, city, coordinator, asked):
    other = make_speaker(city, language="en")
    make_representative(city=city)  # not confirmed

    response = client.post(asked)

    assert response.headers["Location"] == asked
    assert "Запитання вже в громаді" in html_of(client.get(asked))
    assert sorted((letter.kind, letter.to, letter.language) for letter in letters()[1:]) == [
        ("question_for_office", OFFICE, "uk"),
        ("question_for_representative", COORDINATOR, "uk"),
        ("question_for_representative", other.email, "en"),
        ("question_received", ASKER, "uk"),
    ]


def test_question_confirmed_twice_is_relayed_once(client, asked):
    client.post(asked)
    client.post(asked)

    assert kinds() == ["question_confirm", "question_for_office", "question_received"]


def test_office_that_is_also_a_representative_gets_one_letter(client, city, asked):
    make_speaker(city, email=OFFICE)

    client.post(asked)

    assert [letter.kind for letter in letters() if letter.to == OFFICE] == ["question_for_representative"]


def test_letters_to_the_city_tell_name_and_words_without_the_address(client, city, coordinator, asked):
    client.post(asked)

    for letter in letters("question_for_office") + letters("question_for_representative"):
        assert "Олена Іваненко" in letter.text
        assert "Чи є «курси» & гуртки?" in letter.text
        assert ASKER not in words(letter)


def test_letters_to_the_asker_tell_no_address_of_the_city(client, city, coordinator, asked):
    client.post(asked)
    question = CityQuestion.objects.get()
    questions.answer(question, "Так, приходьте.", by=coordinator)

    for letter in letters():
        if letter.to == ASKER:
            assert COORDINATOR not in words(letter)
            assert OFFICE not in words(letter)
            assert "Координаторка" not in words(letter)


def test_receipt_says_how_long_the_question_is_kept(client, ask, city, prefix):
    ask(prefix)
    client.post(path_in(letters()[0], "/questions/confirm/"))

    receipt = letters("question_received")[0]
    assert {"": "протягом року", "/en": "for a year"}[prefix] in receipt.text
    assert {"": "Львів", "/en": "Lviv"}[prefix] in receipt.text


def test_letters_lead_to_pages_in_the_language_of_who_reads_them(client, city, asked):
    make_speaker(city, language="en")

    client.post(asked)

    letter = letters("question_for_representative")[0]
    assert path_in(letter, "/workspace/").startswith(f"/en/workspace/{city.katottg}/questions/")
    assert letter.subject == "A question to the city: Lviv"


@pytest.mark.parametrize("forged", ["x", "WzFd.x", "ґ", "a" * 2000, "%00"])
@pytest.mark.parametrize("path", ["questions/confirm", "questions"])
def test_forged_keys_open_nothing(client, city, forged, path, prefix):
    make_question(city=city)

    assert client.get(f"{prefix}/{path}/{forged}/").status_code == 404
    assert client.post(f"{prefix}/{path}/{forged}/").status_code == 404


def test_key_of_the_asker_does_not_answer(client, city):
    question = make_question(city=city)

    assert client.get(reverse("cities:answer", args=[question.confirmation_key])).status_code == 404


# Occupied communities


def test_question_to_an_occupied_city_goes_to_representatives_only(client, ask, city, coordinator):
    make_war_status(city=city)
    ask()

    client.post(path_in(letters()[0], "/questions/confirm/"))

    assert [letter.to for letter in letters("question_for_representative")] == [COORDINATOR]
    assert not letters("question_for_office")


def test_pages_and_letters_of_an_occupied_city_name_no_office(client, ask, coordinator, prefix):
    city = coordinator.representations.get().city
    city.contact_office_uk = city.contact_office_en = "Таємна установа"
    city.save()
    make_war_status(city=city)
    pages = [html_of(client.get(f"{prefix}/cities/lviv/ask/"))]
    ask(prefix)
    path = path_in(letters()[0], "/questions/confirm/")
    pages += [html_of(client.get(path)), html_of(client.post(path, follow=True))]

    for text in pages + [words(letter) for letter in letters()]:
        assert OFFICE not in text
        assert "Таємна установа" not in text


# The city's list


def questions_url(city, prefix=""):
    return f"{prefix}/workspace/{city.katottg}/questions/"


def test_list_shows_what_wants_an_answer_first(client, city, coordinator):
    answered = make_question(city=city, name="Перша", answer="Так.", answered_at=timezone.now())
    waiting = make_question(city=city, name="Друга")
    make_question(city=city, confirmed_at=None)
    make_question(city=city, is_spam=True)
    make_question()
    client.force_login(coordinator)

    page = client.get(questions_url(city)).context["page"]

    assert list(page) == [waiting, answered]


def test_question_of_another_city_is_not_found(client, city, coordinator):
    question = make_question()
    client.force_login(coordinator)

    assert client.get(f"{questions_url(city)}{question.pk}/").status_code == 404


def test_workspace_never_shows_the_address_of_the_asker(client, city, coordinator, prefix):
    question = make_question(city=city, email=ASKER)
    client.force_login(coordinator)

    for address in (questions_url(city, prefix), f"{questions_url(city, prefix)}{question.pk}/"):
        response = client.get(address)
        assert question.name in html_of(response)
        assert ASKER not in html_of(response)
        assert "no-store" in response.headers["Cache-Control"]


def test_empty_list_says_where_the_form_is(client, city, coordinator, prefix):
    client.force_login(coordinator)

    assert f'href="{prefix}/cities/lviv/"' in html_of(client.get(questions_url(city, prefix)))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_often_for_one_question_as_for_three(client, city, coordinator, rows, django_assert_num_queries):
    for _number in range(rows):
        make_question(city=city)
    client.force_login(coordinator)

    with django_assert_num_queries(5):
        client.get(questions_url(city))


def test_list_is_cut_into_pages(client, city, coordinator):
    for _number in range(25):
        make_question(city=city)
    client.force_login(coordinator)

    assert len(client.get(questions_url(city)).context["page"]) == 24
    assert len(client.get(f"{questions_url(city)}?page=2").context["page"]) == 1


# Answering


def answer_url(question):
    return f"{questions_url(question.city)}{question.pk}/"


def test_answer_goes_to_the_asker_without_the_coordinator(client, city, coordinator, language):
    question = make_question(city=city, email=ASKER, language=language)
    client.force_login(coordinator)

    response = client.post(answer_url(question), {"answer": "Так, приходьте у вівторок."})

    question.refresh_from_db()
    letter = Letter.objects.get()
    assert response.headers["Location"] == answer_url(question)
    assert (question.answer, question.answered_by) == ("Так, приходьте у вівторок.", coordinator)
    assert (letter.kind, letter.to, letter.language, letter.reply_to) == ("question_answered", ASKER, language, "")
    assert "Так, приходьте у вівторок." in letter.text
    assert letter.subject == {"uk": "Відповідь громади: Львів", "en": "The answer of the city: Lviv"}[language]
    assert COORDINATOR not in words(letter)
    assert "Координаторка" not in words(letter)


def test_answer_sent_twice_is_one_letter(client, city, coordinator):
    question = make_question(city=city)
    client.force_login(coordinator)

    answers = [client.post(answer_url(question), {"answer": "Так."}).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert kinds() == ["question_answered"]


def test_second_answer_is_not_sent_and_not_lost(client, city, coordinator):
    question = make_question(city=city)
    questions.answer(CityQuestion.objects.get(), "Перша відповідь.", by=make_speaker(city))
    client.force_login(coordinator)

    response = client.post(answer_url(question), {"answer": "Друга відповідь."})

    question.refresh_from_db()
    assert response.status_code == 409
    assert "Друга відповідь." in html_of(response)
    assert "Перша відповідь." in html_of(response)
    assert question.answer == "Перша відповідь."
    assert kinds() == ["question_answered"]


@pytest.mark.parametrize("text", ["", "а" * 5001])
def test_refused_answer_stays_on_the_page(client, city, coordinator, text):
    question = make_question(city=city)
    client.force_login(coordinator)

    response = client.post(answer_url(question), {"answer": text})

    assert response.status_code == 422
    assert 'id="error-summary"' in html_of(response)
    assert text in html_of(response)
    assert not letters()


def test_answer_typed_after_the_session_ended_waits_for_the_sign_in(client, city, coordinator, prefix, language):
    there = f"{prefix}{answer_url(make_question(city=city))}"

    away = client.post(there, {"answer": "Так, приходьте."})
    client.force_login(coordinator)
    shown = html_of(client.get(there))
    client.post(there, {"answer": "Так, приходьте."})

    assert away.headers["Location"] == f"{prefix}/account/login/?next={there}"
    assert re.search(r"<textarea[^>]*>\s*Так, приходьте\.</textarea>", shown)
    assert ("Ми зберегли" if language == "uk" else "We kept what you typed") in shown
    assert kinds() == ["question_answered"]
    assert "Ми зберегли" not in html_of(client.get(there))


def test_answer_that_waited_while_somebody_else_answered_is_shown_to_copy(client, city, coordinator):
    question = make_question(city=city)
    client.post(answer_url(question), {"answer": "Друга відповідь."})
    questions.answer(CityQuestion.objects.get(), "Перша відповідь.", by=make_speaker(city))

    client.force_login(coordinator)
    shown = html_of(client.get(answer_url(question)))

    assert "Друга відповідь." in shown
    assert "Перша відповідь." in shown


# The office, by its key


def key_url(question, prefix=""):
    with translation.override("en" if prefix else "uk"):
        return reverse("cities:answer", args=[question.answer_key])


def test_office_answers_by_the_key_without_an_account(client, ask, city):
    ask()
    client.post(path_in(letters()[0], "/questions/confirm/"))
    path = path_in(letters("question_for_office")[0], "/questions/")

    response = client.post(path, {"answer": "Так."}, follow=True)

    question = CityQuestion.objects.get()
    assert "На це запитання вже відповіли" in html_of(response)
    assert (question.answer, question.answered_by) == ("Так.", None)
    assert letters("question_answered")[0].to == ASKER


def test_page_of_the_key_shows_no_address(client, city, prefix):
    response = client.get(key_url(make_question(city=city, email=ASKER), prefix))

    assert "Як приєднатися до курсів?" in html_of(response)
    assert ASKER not in html_of(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_key_works_until_the_question_is_answered(client, city):
    question = make_question(city=city, text="Таємне запитання")
    questions.answer(question, "Таємна відповідь", by=None)

    html = html_of(client.get(key_url(question)))
    second = client.post(key_url(question), {"answer": "Інша"})

    assert "Таємн" not in html
    assert second.status_code == 409
    assert kinds() == ["question_answered"]


# Spam


def test_reported_spam_leaves_the_list_and_blocks_the_asker(client, city, coordinator):
    question = make_question(city=city, email=ASKER)
    client.force_login(coordinator)

    response = client.post(f"{answer_url(question)}spam/", follow=True)

    question.refresh_from_db()
    blocked = BlockedAsker.objects.get()
    assert question.is_spam
    assert list(response.context["page"]) == []
    assert "Дякуємо" in html_of(response)
    assert (blocked.question, blocked.reported_by) == (question, coordinator)
    assert ASKER not in str(vars(blocked))


def test_report_needs_a_button(client, city, coordinator):
    question = make_question(city=city)
    client.force_login(coordinator)

    assert client.get(f"{answer_url(question)}spam/").status_code == 405
    assert not BlockedAsker.objects.exists()


def test_spam_reported_twice_is_reported_once(client, city, coordinator):
    question = make_question(city=city)
    client.force_login(coordinator)

    assert [client.post(f"{answer_url(question)}spam/").status_code for _time in range(2)] == [302, 302]
    assert BlockedAsker.objects.count() == 1


def test_office_reports_spam_by_its_key(client, city, prefix):
    question = make_question(city=city, email=ASKER)

    response = client.post(f"{key_url(question, prefix)}spam/", follow=True)

    assert response.status_code == 200
    assert BlockedAsker.objects.holds(ASKER)
    assert client.get(key_url(question)).status_code == 404


def test_blocked_asker_is_answered_as_before_and_reaches_nobody(ask, city, coordinator):
    polite = ask(text="Перше запитання")
    questions.report_spam(make_question(email=ASKER.upper()), by=coordinator)
    before = kinds()

    response = ask(text="Друге запитання")

    assert (response.status_code, response.headers["Location"]) == (302, polite.headers["Location"])
    assert CityQuestion.objects.get(text="Друге запитання").is_spam
    assert kinds() == before


def test_question_of_somebody_blocked_meanwhile_is_not_relayed(client, asked, coordinator):
    questions.report_spam(make_question(email=ASKER), by=coordinator)

    response = client.post(asked, follow=True)

    assert response.status_code == 200
    assert kinds() == ["question_confirm"]
    assert CityQuestion.objects.get(text=QUESTION["text"]).is_spam


def test_staff_let_a_sender_through_again(client, ask, city, coordinator):
    questions.report_spam(make_question(email=ASKER), by=coordinator)
    client.force_login(make_staff())

    client.post(reverse("admin:cities_blockedasker_delete", args=[BlockedAsker.objects.get().pk]), {"post": "yes"})
    ask()

    assert kinds() == ["question_confirm"]


def test_staff_read_questions_and_rewrite_none(client, city):
    question = make_question(city=city, email=ASKER)
    client.force_login(make_staff())
    address = reverse("admin:cities_cityquestion_change", args=[question.pk])

    assert ASKER in html_of(client.get(address))
    assert client.post(address, {"text": "Інше"}).status_code == 403
