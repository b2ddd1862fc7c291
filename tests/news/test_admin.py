import pytest
from django.urls import reverse

from news.models import Article, Event
from tests.factories import make_article, make_city, make_event, make_staff, make_task
from tests.forms_on_page import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def test_article_is_added_in_both_languages(client):
    address = reverse("admin:news_article_add")
    words = {"title_uk": "Форум міст", "title_en": "Forum of cities", "body_uk": "<p>Текст</p>", "date": "2026-11-01"}
    lists = {"cities": [make_city().pk], "tasks": [make_task().pk]}

    response = client.post(address, form_data(client.get(address), "article_form") | words | lists)

    article = Article.objects.get()
    assert response.status_code == 302
    assert (article.title_uk, article.title_en, article.status) == ("Форум міст", "Forum of cities", "draft")
    assert (article.cities.count(), article.tasks.count()) == (1, 1)


def test_article_loses_what_readers_must_not_get(client):
    article = make_article()
    address = reverse("admin:news_article_change", args=[article.pk])
    bad = '<p onclick="x()">Текст<script>alert(1)</script></p>'

    client.post(address, form_data(client.get(address), "article_form") | {"body_uk": bad})

    article.refresh_from_db()
    assert article.body_uk == "<p>Текст</p>"


def test_emptied_editor_leaves_no_english(client):
    article = make_article()
    address = reverse("admin:news_article_change", args=[article.pk])

    client.post(address, form_data(client.get(address), "article_form") | {"body_en": "<p></p>"})

    article.refresh_from_db()
    assert not article.body_en


def test_event_that_ends_before_it_begins_is_an_error_at_the_field(client):
    event = make_event()
    address = reverse("admin:news_event_change", args=[event.pk])

    data = form_data(client.get(address), "event_form") | {"ends_at_0": "2020-01-01", "ends_at_1": "10:00"}
    response = client.post(address, data)

    assert "ends_at" in response.context["adminform"].form.errors
    assert Event.objects.get().ends_at == event.ends_at


def test_event_keeps_its_hours_when_saved_untouched(client):
    event = make_event()
    Event.objects.update(starts_at="2026-12-01T08:00:00Z", ends_at="2026-12-01T10:00:00Z")
    event.refresh_from_db()
    address = reverse("admin:news_event_change", args=[event.pk])

    client.post(address, form_data(client.get(address), "event_form"))

    assert Event.objects.values_list("starts_at", "ends_at").get() == (event.starts_at, event.ends_at)


def test_articles_can_be_listed_by_month(client):
    article = make_article(date="2026-10-05")
    make_article(date="2026-09-05")

    response = client.get(reverse("admin:news_article_changelist"), {"date__year": 2026, "date__month": 10})

    assert list(response.context["cl"].result_list) == [article]
