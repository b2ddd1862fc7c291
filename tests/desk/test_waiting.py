"""The first page of the admin: what waits, since when, one click from where it is done."""

import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.links.models import Answer, Link
from portal.pages.models import Page
from portal.publishing.models import Status
from tests.factories import (
    make_application,
    make_article,
    make_award,
    make_city,
    make_digest,
    make_event,
    make_indicator,
    make_initiative,
    make_invitation,
    make_letter,
    make_membership,
    make_message,
    make_page,
    make_partner,
    make_question,
    make_representative,
    make_staff,
    make_user,
    make_war_status,
)
from tests.publishing.test_admin import make_link, make_pair

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.date(2020, 1, 1)


def make_proposal():
    published = make_initiative()
    return make_initiative(replaces=published, based_on=published.updated_at, status=Status.SUBMITTED, slug=None)


def make_moved_link():
    number = Link.objects.count()
    return Link.objects.create(url=f"https://moved{number}.example/", answer=Answer.MOVED, checked_at=timezone.now())


def make_untranslated_page():
    return make_page(slug=f"page-{Page.objects.count()}", parent=Page.objects.first() or make_page(), body_en="")


# label on the desk, and what makes one more wait
WAITING = {
    "Заявки на членство": make_application,
    "Подані ініціативи": lambda: make_initiative(status=Status.SUBMITTED, slug=None),
    "Запропоновані зміни": make_proposal,
    "Повідомлення без відповіді": make_message,
    "Запитання, на які міста не відповіли": make_question,
    "Люди, які чекають права діяти від міста": make_representative,
    "Ненадіслані випуски розсилки": make_digest,
    "Запрошення, строк яких минув": lambda: make_invitation(expires_at=timezone.now()),
    "Листи, яких не прийняв жоден сервер": lambda: make_letter(given_up_at=timezone.now()),
    "Адреси, які більше не працюють": make_link,
    "Адреси, які переїхали назавжди": make_moved_link,
    "Імовірні двійники": make_pair,
    "Міста: звірити з джерелом": lambda: make_city(checked_on=LONG_AGO),
    "Партнери: звірити з джерелом": lambda: make_partner(checked_on=LONG_AGO),
    "Членство в мережах: звірити з джерелом": lambda: make_membership(checked_on=LONG_AGO),
    "Воєнний статус: звірити з джерелом": lambda: make_war_status(checked_on=LONG_AGO),
    "Нагороди: звірити з джерелом": lambda: make_award(checked_on=LONG_AGO),
    "Показники: звірити з джерелом": lambda: make_indicator(checked_on=LONG_AGO),
    "Міста, які не підтвердили своєї сторінки": lambda: make_city(origin="sources"),
    "Ініціативи, яких місто не підтвердило": lambda: make_initiative(origin="sources"),
    "Партнери з відкритих джерел, не підтверджені": lambda: make_partner(origin="sources"),
    "Міста з неповною англійською": lambda: make_city(summary_en=""),
    "Ініціативи з неповною англійською": lambda: make_initiative(summary_en=""),
    "Партнери з неповною англійською": lambda: make_partner(description_uk="Опис."),
    "Новини з неповною англійською": lambda: make_article(lead_en=""),
    "Події з неповною англійською": lambda: make_event(place_en=""),
    "Сторінки з неповною англійською": make_untranslated_page,
}


@pytest.fixture
def editor(client):
    client.force_login(make_staff())
    return client


def desk(client) -> dict[str, tuple[int, str]]:
    """How many wait of each kind, and where the link leads."""
    html = client.get("/admin/").content.decode()
    found = re.findall(r'desk__item" href="([^"]*)">\s*<span[^>]*>(\d+)</span>\s*<span[^>]*>([^<]*)</span>', html)
    return {label.replace("&#x27;", "'"): (int(count), url.replace("&amp;", "&")) for url, count, label in found}


@pytest.mark.parametrize("label", WAITING)
def test_the_desk_counts_what_waits_and_leads_to_it(editor, label):
    assert label not in desk(editor)
    WAITING[label]()
    before, _url = desk(editor)[label]

    row = WAITING[label]()

    count, url = desk(editor)[label]
    assert count == before + 1
    assert str(row.pk) in editor.get(url).content.decode()


def test_what_waits_longest_comes_first(editor):
    make_message(created_at=timezone.now() - datetime.timedelta(days=3))
    make_application(created_at=timezone.now() - datetime.timedelta(days=30))

    assert list(desk(editor))[:2] == ["Заявки на членство", "Повідомлення без відповіді"]


def test_the_desk_says_since_when_the_oldest_waits(editor):
    message = make_message()
    type(message).objects.update(created_at=datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC))

    assert "найдавніше – з 5 січня 2026" in " ".join(editor.get("/admin/").content.decode().split())


def test_the_desk_shows_people_only_what_they_may_do(client):
    make_application()
    make_message()
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="change_message"))
    client.force_login(clerk)

    assert list(desk(client)) == ["Повідомлення без відповіді"]


def test_an_empty_desk_says_so(editor):
    assert "Нічого не чекає" in editor.get("/admin/").content.decode()


def test_the_desk_asks_the_database_as_often_for_many_as_for_one(editor):
    def queries():
        with CaptureQueriesContext(connection) as context:
            assert editor.get("/admin/").status_code == 200
        return len(context)

    for make in WAITING.values():
        make()
    queries()
    few = queries()
    for make in [*WAITING.values()] * 2:
        make()

    assert queries() == few
