"""What a month's letter tells of, and whom: gathered, put in order, in both languages, only what touches its reader."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone, translation

from cities.models import Network
from portal.mail.models import Letter
from portal.mail.posting import send_due
from portal.newsletter import sending
from portal.newsletter.assembling import assemble, gather
from portal.newsletter.models import Digest
from portal.newsletter.reading import readable_entries
from tests.factories import (
    make_area,
    make_article,
    make_city,
    make_digest,
    make_event,
    make_initiative,
    make_membership,
    make_network,
    make_staff,
    make_subscriber,
    make_user,
)

pytestmark = pytest.mark.django_db

OCTOBER = datetime.date(2026, 10, 1)
# After midnight in Kyiv, which is two hours ahead of UTC from the last Sunday of October on.
NOW = datetime.datetime(2026, 11, 1, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def at(*moment):
    return datetime.datetime(*moment, tzinfo=datetime.UTC)


def told(digest):
    return [entry.publication for entry in readable_entries(digest)]


# Gathering


def test_month_has_what_readers_first_saw_in_it_by_the_clock_of_kyiv():
    first = make_article(published_at=at(2026, 9, 30, 21, 0))
    last = make_article(published_at=at(2026, 10, 31, 21, 59), date=datetime.date(2026, 9, 1))
    make_article(published_at=at(2026, 9, 30, 20, 59))
    make_article(published_at=at(2026, 10, 31, 22, 0))
    make_article(status="draft", slug=None)
    make_article(status="withdrawn", published_at=at(2026, 10, 10))

    digest, is_new = assemble(datetime.date(2026, 10, 17))

    assert (digest.month, digest.is_draft, is_new) == (OCTOBER, True, True)
    assert told(digest) == [first, last]


def test_month_has_news_initiatives_events_and_new_cities_in_this_order():
    association = make_network(slug=Network.ASSOCIATION)
    city = make_city(published_at=at(2026, 1, 1))
    make_membership(city=city, network=association, since="2026-10-05")
    event = make_event(published_at=at(2026, 10, 5))
    initiative = make_initiative(city=city, published_at=at(2026, 10, 5))
    article = make_article(published_at=at(2026, 10, 5))

    assert told(assemble(OCTOBER)[0]) == [article, initiative, event, city]


@pytest.mark.parametrize(
    ("since", "is_new"), [("2026-10", True), ("2026-10-31", True), ("2026-09", False), ("2026", False)]
)
def test_new_city_is_one_that_joined_the_association_in_the_month(since, is_new):
    city = make_city(published_at=at(2026, 10, 5))
    make_membership(city=city, network=make_network(slug=Network.ASSOCIATION), since=since)
    make_membership(network=make_network(), since="2026-10")  # another network

    assert (city in told(assemble(OCTOBER)[0])) == is_new


def test_events_are_those_to_come_announced_in_the_month_or_soon_to_begin():
    announced = make_event(published_at=at(2026, 10, 5), starts_at=at(2027, 3, 1))
    soon = make_event(published_at=at(2026, 5, 5), starts_at=at(2026, 11, 20))
    make_event(published_at=at(2026, 5, 5), starts_at=at(2027, 3, 1))
    make_event(published_at=at(2026, 10, 5), starts_at=at(2026, 10, 20))
    make_event(published_at=at(2026, 10, 5), is_cancelled=True)

    assert told(assemble(OCTOBER)[0]) == [soon, announced]


def test_digest_that_is_there_stays_as_its_editors_left_it():
    make_article(published_at=at(2026, 10, 5))
    digest, _is_new = assemble(OCTOBER)
    digest.items.update(is_chosen=False)
    Digest.objects.update(subject_uk="Тема редактора")

    again, is_new = assemble(OCTOBER)

    assert (again.pk, is_new, again.subject_uk) == (digest.pk, False, "Тема редактора")
    assert told(again) == []


def test_gathering_again_adds_what_is_new_behind_the_rest():
    known = make_article(published_at=at(2026, 10, 5))
    digest, _is_new = assemble(OCTOBER)
    later = make_article(published_at=at(2026, 10, 30), date=datetime.date(2026, 11, 1))

    assert (gather(digest), gather(digest)) == (1, 0)
    assert told(digest) == [known, later]


def test_command_makes_the_draft_of_the_last_month_once():
    make_article(published_at=at(2026, 10, 5))
    out = StringIO()

    call_command("assemble_digest", stdout=out)
    call_command("assemble_digest", stdout=out)

    assert out.getvalue() == "2026-10: made, 1 items.\n2026-10: is there already.\n"
    assert Digest.objects.get().subject_uk == "Міста, що навчаються: жовтень 2026"
    assert Digest.objects.get().subject_en == "Learning cities: October 2026"


@pytest.mark.parametrize(("today", "month"), [((2027, 1, 1), (2026, 12, 1)), ((2027, 3, 31), (2027, 2, 1))])
def test_last_month_is_that_before_this_one(clock, today, month):
    clock.move_to(at(*today, 9))

    call_command("assemble_digest", stdout=StringIO())

    assert Digest.objects.get().month == datetime.date(*month)


# What readers may not see any more


def test_letter_leaves_out_what_was_withdrawn_is_over_or_cancelled_or_was_deleted(clock):
    withdrawn, deleted, kept = make_article(), make_article(), make_article()
    over = make_event(starts_at=NOW + datetime.timedelta(hours=1))
    cancelled = make_event()
    digest = make_digest(withdrawn, deleted, over, cancelled, kept)
    withdrawn.withdraw(by=make_user())
    deleted.delete()
    cancelled.is_cancelled = True
    cancelled.save()
    clock.shift(datetime.timedelta(days=1))

    assert told(digest) == [kept]


def test_reading_a_digest_takes_the_same_queries_however_long_it_is(django_assert_num_queries):
    def some():
        city, area = make_city(), make_area()
        initiative = make_initiative(city=city, areas=[area], partner_cities=[make_city()])
        article = make_article(cities=[city], initiatives=[initiative])
        return [article, initiative, make_event(city=city, initiative=initiative), city]

    digest = make_digest(*some(), *some(), *some())
    readable_entries(digest)

    with django_assert_num_queries(14):
        assert len(readable_entries(digest)) == 12


# Whom an item touches


@pytest.fixture
def lviv():
    return make_city(name_uk="Львів", name_en="Lviv")


@pytest.fixture
def sumy():
    return make_city(name_uk="Суми", name_en="Sumy")


@pytest.fixture
def families():
    return make_area()


def read_by(digest, **wishes):
    entries = sending.entries_for(make_subscriber(**wishes), readable_entries(digest))
    return [entry.publication for entry in entries]


@pytest.mark.parametrize(
    "make",
    [
        lambda city: make_article(cities=[city]),
        lambda city: make_article(initiatives=[make_initiative(city=city)]),
        lambda city: make_initiative(city=city),
        lambda city: make_initiative(partner_cities=[city]),
        lambda city: make_event(city=city),
        lambda city: make_event(initiative=make_initiative(city=city)),
        lambda city: city,
    ],
    ids=[
        "news of the city",
        "news of its initiative",
        "its initiative",
        "a joint initiative",
        "its event",
        "an event of its initiative",
        "the city",
    ],
)
def test_reader_of_a_city_gets_what_touches_it_and_readers_of_another_do_not(lviv, sumy, make):
    publication = make(lviv)
    digest = make_digest(publication)

    assert read_by(digest, cities=[lviv]) == [publication]
    assert read_by(digest, cities=[sumy]) == []
    assert read_by(digest) == [publication]


@pytest.mark.parametrize(
    "make",
    [
        lambda area: make_initiative(areas=[area]),
        lambda area: make_article(initiatives=[make_initiative(areas=[area])]),
        lambda area: make_event(initiative=make_initiative(areas=[area])),
    ],
    ids=["initiative", "news", "event"],
)
def test_reader_of_an_area_gets_what_touches_it_and_readers_of_another_do_not(families, make):
    publication = make(families)
    digest = make_digest(publication)

    assert read_by(digest, areas=[families]) == [publication]
    assert read_by(digest, areas=[make_area()]) == []


def test_cities_and_areas_add_up(lviv, sumy, families):
    of_city, of_area = make_initiative(city=lviv), make_initiative(city=sumy, areas=[families])
    digest = make_digest(of_city, of_area, make_initiative(city=sumy))

    assert read_by(digest, cities=[lviv], areas=[families]) == [of_city, of_area]


@pytest.mark.parametrize("make", [make_article, make_event, lambda: make_initiative(city=None)])
def test_what_belongs_to_no_city_is_for_everybody(lviv, families, make):
    publication = make()
    digest = make_digest(publication)

    assert read_by(digest, cities=[lviv]) == read_by(digest, areas=[families]) == [publication]


def test_news_of_a_city_without_a_page_is_not_for_everybody_and_does_not_name_it(lviv):
    hidden = make_city(status="draft", slug=None, name_uk="Таємне")
    digest = make_digest(make_article(cities=[hidden]))

    assert read_by(digest, cities=[lviv]) == []
    assert [entry.shown_cities for entry in readable_entries(digest)] == [()]


# The letter


@pytest.fixture
def letter(language):
    """Writes the letter of a digest to a reader and gives it."""

    def write(digest, **wishes):
        make_subscriber(language=language, **wishes)
        sending.send(digest, by=make_staff())
        sending.deliver_step(digest.pk)
        return Letter.objects.get()

    return write


def test_letter_is_in_the_language_of_its_reader(letter, lviv, prefix, language):
    article = make_article(cities=[lviv], title_uk="Форум <міст> & громад", title_en="Forum of <cities> & hromadas")
    event = make_event(city=lviv, title_uk="Зустріч", title_en="Meeting")
    words = {"intro_uk": "Вітаємо!\n\nЦе жовтень.", "intro_en": "Hello!\n\nThis is October."}

    got = letter(make_digest(article, event, month=OCTOBER, **words))

    expected = {
        "uk": ["жовтень 2026", "Форум <міст> & громад", "Новини: 1", "Найближчі події: 1", "Львів", "Це жовтень."],
        "en": [
            "October 2026",
            "Forum of <cities> & hromadas",
            "News: 1",
            "Events to come: 1",
            "Lviv",
            "This is October.",
        ],
    }[language]
    assert got.language == language
    assert expected[0] in got.subject
    assert [words for words in expected if words not in got.text] == []
    assert "&lt;" in got.html
    assert f"https://portal.example{prefix}/news/{article.slug}/" in got.text
    assert f'href="https://portal.example{prefix}/news/{article.slug}/"' in got.html


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://portal.example"


def test_letter_marks_what_readers_of_english_get_in_ukrainian(letter, language):
    got = letter(make_digest(make_article(title_uk="Лише українською", title_en="", lead_en="")))

    is_english = language == "en"
    assert "Лише українською" in got.text
    assert ("(in Ukrainian)" in got.text) == ("(in Ukrainian)" in got.html) == is_english
    assert ('<span lang="uk">Лише українською</span>' in got.html) == is_english


def test_ukrainian_words_of_editors_go_to_readers_of_english_where_there_are_no_others(letter):
    got = letter(make_digest(make_article(), subject_en="", intro_uk="Вступ", month=OCTOBER))

    assert "Вступ" in got.text
    assert got.subject


def test_letter_can_be_left_from_its_head_and_its_foot(letter, prefix, client, mailoutbox):
    got = letter(make_digest(make_article()))
    leave = got.unsubscribe_url

    send_due()

    sent = mailoutbox[0]
    assert leave.startswith(f"https://portal.example{prefix}/newsletter/unsubscribe/")
    assert sent.extra_headers["List-Unsubscribe"] == f"<{leave}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert leave in sent.body
    assert f'href="{leave}"' in sent.alternatives[0][0]
    assert f"{prefix}/newsletter/change/" in sent.body
    assert client.post(leave.removeprefix("https://portal.example")).status_code == 200


def test_text_of_a_letter_goes_once_it_is_sent(letter):
    got = letter(make_digest(make_article()))

    send_due()

    got.refresh_from_db()
    assert got.sent_at == timezone.now()
    assert (got.text, got.html, got.unsubscribe_url) == ("", "", "")


def test_names_in_a_letter_do_not_hang_on_the_language_of_the_worker(letter, language, lviv):
    with translation.override("uk" if language == "en" else "en"):
        got = letter(make_digest(make_article(cities=[lviv])))

    assert {"uk": "Львів", "en": "Lviv"}[language] in got.text
