"""The list of who did what, and the histories from which rows come back."""

import csv
import io

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from initiatives.models import Initiative
from news.models import Article
from portal.publishing.audit import Log
from portal.publishing.models import Status
from portal.publishing.parity import translated_fields
from tests.factories import make_article, make_complete_draft, make_partner, make_staff, make_user
from tests.publishing.test_admin import MAKERS, VERSIONED, make_editor, revert, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def audit(client, language="uk", **query):
    with translation.override(language):
        return client.get(reverse("publishing:audit"), query)


def test_list_shows_moves_decisions_and_versions(client, staff, language):
    article = make_article(title_uk="Новина", title_en="News")
    article.withdraw(by=staff, note="Помилка")
    client.post(url(Article, "share", article.pk))

    response = audit(client, language)

    assert {entry.log for entry in response.context["entries"]} == set(Log)
    move = next(entry for entry in response.context["entries"] if entry.log == Log.MOVE)
    assert (move.by, move.words) == (staff, "Помилка")
    assert ("News" if language == "en" else "Новина") in move.row


def test_list_is_narrowed(client, staff):
    article = make_article()
    article.withdraw(by=staff)
    other = make_staff()
    make_partner().withdraw(by=other)

    def rows(**query):
        return [(entry.log, entry.by) for entry in audit(client, **query).context["entries"]]

    kind = audit(client).context["form"].fields["kind"].queryset.get(model="article").pk
    assert rows(log="move", by=other.email.upper()) == [(Log.MOVE, other)]
    assert rows(log="move", kind=kind) == [(Log.MOVE, staff)]
    assert rows(log="move", since="2100-01-01") == []
    assert len(rows(log="move", since="2000-01-01", until="2100-01-01")) == 2
    assert set(rows(kind=kind)) == {(Log.MOVE, staff), (Log.VERSION, None)}


@pytest.mark.parametrize(
    ("query", "field"),
    [({"by": "nobody@example.org"}, "by"), ({"since": "x"}, "since"), ({"kind": "x"}, "kind"), ({"log": "\0"}, "log")],
)
def test_nonsense_is_named_at_its_field(client, staff, query, field):
    response = audit(client, **query)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["entries"] == []


def test_list_asks_as_often_for_many_entries_as_for_one(client, staff, django_assert_num_queries):
    make_article().withdraw(by=staff)
    audit(client)
    with CaptureQueriesContext(connection) as one:
        audit(client)
    make_article().withdraw(by=make_staff())
    make_article().withdraw(by=staff)

    with django_assert_num_queries(len(one)):
        audit(client)


def test_entries_stay_when_their_row_and_their_person_are_gone(client, staff):
    person = make_user()
    article = make_article(status=Status.DRAFT)
    article.publish(by=person)
    person.delete()
    Article.objects.all().delete()

    move = next(entry for entry in audit(client).context["entries"] if entry.log == Log.MOVE)

    assert (move.by, move.row) == (None, f"№ {article.pk}")


def test_table_holds_the_same_and_no_formula(client, staff):
    make_article(title_uk="=1+1").withdraw(by=staff, note='=HYPERLINK("http://x")')

    response = client.get(reverse("publishing:audit_table"), {"log": "move"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (head, row) = csv.reader(io.StringIO(text))
    assert len(head) == len(row) == 7
    assert row[1] == str(staff)
    assert row[5] == '\'=HYPERLINK("http://x")'
    assert response.headers["Content-Disposition"].endswith('.csv"')


def test_managers_see_it_by_their_permissions(client):
    manager = make_user(is_staff=True)
    manager.user_permissions.set(Permission.objects.filter(codename__in=["view_transition", "view_logentry"]))
    client.force_login(manager)

    assert audit(client).status_code == 200


def test_person_in_the_log_is_not_deleted_in_the_admin(client, staff):
    other = make_staff()
    LogEntry.objects.create(user=other, object_id="1", object_repr="x", action_flag=CHANGE)

    client.post(url(type(other), "delete", other.pk), {"post": "yes"})

    assert LogEntry.objects.filter(user=other).exists()


# Histories


def test_history_says_what_changed_word_by_word(client, staff, language):
    article = make_article(title_uk="Відкрито школу", body_uk="<p>Старий текст</p>")
    article.title_uk, article.body_uk = "Відкрито нову школу", "<p>Новий текст</p>"
    article.save()

    with translation.override(language):
        html = client.get(url(Article, "history", article.pk)).content.decode()

    assert "<ins>нову " in html
    assert "<del>Старий</del><ins>Новий</ins>" in html
    assert "&lt;p&gt;" not in html
    assert ("Title" if language == "en" else "Заголовок") in html or ("Назва" in html)


@pytest.mark.parametrize(
    "model", [model for model in VERSIONED if translated_fields(model)], ids=lambda model: model._meta.label
)
def test_version_of_every_kind_is_put_back(client, staff, model, language):
    make_complete_draft() if model is Initiative else MAKERS[model]()
    row = model.objects.latest("pk")
    name = translated_fields(model)[0]
    old = {f"{name}_{code}": getattr(row, f"{name}_{code}") for code in ("uk", "en")}
    version = row.history.latest()
    setattr(row, f"{name}_uk", "Зовсім інше")
    setattr(row, f"{name}_en", "Something else")
    row.save()

    with translation.override(language):
        page = client.get(url(model, "simple_history", row.pk, version.pk))
        response = revert(client, row, version)

    row.refresh_from_db()
    assert response.status_code == 302
    assert "<del>Зовсім інше</del>" in page.content.decode()
    assert {column: getattr(row, column) or "" for column in old} == {
        column: value or "" for column, value in old.items()
    }
    assert row.history.filter(history_user=staff).exclude(history_change_reason=None).exists()
    assert LogEntry.objects.filter(user=staff, object_id=row.pk, action_flag=CHANGE).exists()


@pytest.mark.parametrize("version", [0, 99999])
def test_version_of_another_row_is_not_found(client, staff, version):
    article, other = make_article(), make_article()

    assert client.get(url(Article, "simple_history", article.pk, version)).status_code == 404
    assert client.get(url(Article, "simple_history", article.pk, other.history.latest().pk)).status_code == 404


# Hiding and deleting


def test_row_is_hidden_from_the_list_at_once(client, staff):
    article = make_article(title_uk="<b>")
    html = client.get(url(Article, "changelist")).content.decode()
    address = url(Article, "move", article.pk, "withdrawn")

    client.post(address, {"action": "", "select_across": "0"})

    article.refresh_from_db()
    assert f'formaction="{address}"' in html
    assert "&lt;b&gt;" in html
    assert article.status == Status.WITHDRAWN


def test_list_offers_hiding_to_those_who_may(client):
    make_article()
    client.force_login(make_editor(Article, actions=["view"]))

    assert "formaction" not in client.get(url(Article, "changelist")).content.decode()


def test_what_readers_have_seen_is_not_deleted(client, staff):
    article = make_article(status=Status.WITHDRAWN)

    response = client.post(url(Article, "delete", article.pk), {"post": "yes"})

    assert response.status_code == 403
    assert Article.objects.exists()
