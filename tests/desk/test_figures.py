"""How the work goes: charts with their numbers, and searches that found nothing."""

import datetime
import re

import pytest

from portal.publishing.models import Status
from portal.publishing.workflow import Transition
from portal.search.models import MissedSearch
from tests.factories import make_area, make_city, make_initiative, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

NOW = datetime.datetime(2026, 11, 20, 10, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def editor(client, _in_november):
    client.force_login(make_staff())
    return client


def chart(client, title) -> dict[str, str]:
    """The lines of a chart: label and number."""
    html = client.get("/admin/").content.decode()
    section = html.split(f'chart__title">{title}<')[1].split("</section>")[0]
    return dict(re.findall(r'<th scope="row">([^<]*)</th>\s*<td>([^<]*)</td>', section))


def log(initiative, target, at):
    return Transition.objects.create(publication=initiative, source=Status.DRAFT, target=target, at=at)


def test_what_was_handed_in_is_counted_by_month(editor):
    for day in (1, 19):
        log(make_initiative(), Status.SUBMITTED, NOW.replace(day=day))
    log(make_initiative(), Status.SUBMITTED, NOW.replace(month=9))

    handed_in = chart(editor, "Подані ініціативи та зміни")

    assert handed_in["Листопад 2026"] == "2"
    assert handed_in["Вересень 2026"] == "1"
    assert next(iter(handed_in)) == "Червень 2026"


def test_a_month_begins_at_midnight_in_kyiv(editor):
    log(make_initiative(), Status.SUBMITTED, datetime.datetime(2026, 10, 31, 22, 30, tzinfo=datetime.UTC))

    assert chart(editor, "Подані ініціативи та зміни")["Листопад 2026"] == "1"


def test_half_of_the_answers_came_sooner(editor):
    for days in (1, 4, 9):
        initiative = make_initiative()
        log(initiative, Status.SUBMITTED, NOW - datetime.timedelta(days=days))
        log(initiative, Status.CHANGES_ASKED, NOW)

    answers = chart(editor, "Днів до відповіді")

    assert answers["Листопад 2026"] == "4 дні"
    assert answers["Жовтень 2026"] == "–"


def test_published_initiatives_by_area_and_oblast(editor):
    area = make_area(name_uk="Родини і громади")
    make_initiative(areas=[area], city=make_city(katottg="UA46060250000025047", oblast="UA-46"))
    make_initiative(areas=[area], status=Status.DRAFT, slug=None)

    assert chart(editor, "Опубліковані ініціативи за напрямом")["Родини і громади"] == "1"
    assert chart(editor, "Опубліковані ініціативи за областю") == {"Львівська область": "1"}


def test_how_much_is_whole_in_english(editor):
    make_city()
    make_city(summary_en="")

    assert chart(editor, "Повністю англійською з опублікованого")["Міста"] == "1 із 2"


# Searches without result


def missed(editor):
    return chart(editor, "Шукали й не знайшли")


def test_a_search_that_finds_nothing_is_counted(client, editor):
    for text in ("Дирижабль", "дирижабль ", "цепелін"):
        client.get("/search/", {"q": text})

    assert missed(editor) == {"дирижабль": "2", "цепелін": "1"}


def test_a_search_that_finds_something_is_not_counted(client, editor):
    make_initiative(title_uk="Дирижабль")

    client.get("/search/", {"q": "дирижабль"})

    assert not MissedSearch.objects.exists()


@pytest.mark.parametrize("text", ["olena@example.org", "+380 44 123 45 67", "я" * 61, "'", ""])
def test_a_search_that_may_tell_of_a_person_is_not_kept(client, text):
    client.get("/search/", {"q": text})

    assert not MissedSearch.objects.exists()


def test_a_month_keeps_only_so_many_searches(client, monkeypatch):
    monkeypatch.setattr(MissedSearch, "MOST", 2)
    for text in ("абвгґ", "деєжз", "иіїйк", "абвгґ"):
        client.get("/search/", {"q": text})

    assert sorted(MissedSearch.objects.values_list("words", "times")) == [("абвгг", 2), ("деєжз", 1)]


def test_searches_of_earlier_months_are_not_on_the_desk(editor):
    MissedSearch.objects.create(month=datetime.date(2026, 9, 1), words="давно")
    MissedSearch.objects.create(month=datetime.date(2026, 10, 1), words="торік", times=3)

    assert missed(editor) == {"торік": "3"}
