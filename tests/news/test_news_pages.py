"""The list of news and the page of one article."""

import datetime
import json
import re

import pytest
from django.conf import settings

from portal.publishing.models import Status
from tests.factories import make_article, make_city, make_initiative, make_staff, make_task

pytestmark = pytest.mark.django_db


def html_of(response):
    return response.content.decode()


def titles(response):
    return [article.title for article in response.context["page"]]


def structured_data(response):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html_of(response))[1])


def full_article(**overrides):
    """An article that shows everything an article can show."""
    return make_article(
        **{"cities": [make_city()], "tasks": [make_task()], "initiatives": [make_initiative()]} | overrides
    )


# The list


def test_news_shows_the_newest_first(client, prefix, language):
    make_article(title_uk="Стара", title_en="Old", date=datetime.date(2024, 1, 1))
    make_article(title_uk="Нова", title_en="New", date=datetime.date(2026, 1, 1))

    html = html_of(client.get(f"{prefix}/news/"))

    first, second = ("New", "Old") if language == "en" else ("Нова", "Стара")
    assert html.index(f">{first}</a>") < html.index(f">{second}</a>")


def test_news_shows_title_date_lead_and_cities(client):
    make_article(
        title_uk="Відкрито центр",
        lead_uk="У бібліотеці навчають дорослих.",
        date=datetime.date(2026, 10, 1),
        cities=[make_city(name_uk="Суми")],
    )

    html = html_of(client.get("/news/"))

    assert "Відкрито центр" in html
    assert "У бібліотеці навчають дорослих." in html
    assert "1 жовтня 2026 року" in html
    assert "Суми" in html


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_news_leaks_nothing_that_is_not_published(client, prefix, status):
    hidden_city = make_city(name_uk="Таємне місто", name_en="Secret city", slug="secret", status=status)
    make_article(title_uk="Видима", date=datetime.date(2026, 1, 1), cities=[hidden_city])
    make_article(
        title_uk="Таємна новина",
        title_en="Secret news",
        date=datetime.date(2019, 1, 1),
        status=status,
        cities=[make_city(name_uk="Місто чернетки", name_en="City of a draft")],
    )

    response = client.get(f"{prefix}/news/")

    assert len(response.context["page"].object_list) == 1
    assert not re.search("Таємн|Secret|secret|2019|Місто чернетки|City of a draft", html_of(response))


def test_news_of_a_year_shows_that_year_only(client):
    make_article(title_uk="Того року", date=datetime.date(2024, 12, 31))
    make_article(title_uk="Іншого року", date=datetime.date(2025, 1, 1))

    assert titles(client.get("/news/?year=2024")) == ["Того року"]


def test_news_of_a_city_shows_that_city_only(client):
    make_article(title_uk="Суми вчаться", cities=[make_city(slug="sumy"), make_city()])
    make_article(title_uk="Інше", cities=[make_city(slug="lviv")])

    assert titles(client.get("/news/?city=sumy")) == ["Суми вчаться"]


def test_news_offers_the_years_and_cities_that_there_is_news_from(client, prefix, language):
    make_article(date=datetime.date(2024, 1, 1), cities=[make_city(name_uk="Ясна", name_en="Alder", slug="alder")])
    make_article(date=datetime.date(2026, 1, 1), cities=[make_city(name_uk="Біла", name_en="Birch", slug="birch")])
    make_city(slug="without-news")

    form = client.get(f"{prefix}/news/").context["form"]

    assert [value for value, _label in form.fields["year"].choices] == ["", 2026, 2024]
    cities = [value for value, _label in form.fields["city"].choices]
    assert cities == (["", "alder", "birch"] if language == "en" else ["", "birch", "alder"])


def test_news_keeps_the_filter_chosen_and_across_pages(client):
    for _number in range(25):
        make_article(date=datetime.date(2025, 1, 1))

    html = html_of(client.get("/news/?year=2025"))

    assert '<option value="2025" selected>' in html
    assert 'href="?year=2025&amp;page=2"' in html


@pytest.mark.parametrize(
    "query",
    [
        "year=1999",
        "year=abc",
        "year=%00",
        "year=" + "9" * 5000,
        "city=nowhere",
        "city=%00",
        "city=" + "x" * 5000,
        "year=-1&city=<script>",
    ],
)
def test_news_ignores_a_filter_it_does_not_understand_and_says_so(client, prefix, query):
    make_article(cities=[make_city()])

    response = client.get(f"{prefix}/news/?{query}")

    assert response.status_code == 200
    assert len(response.context["page"].object_list) == 1
    assert len(response.context["notices"]) == 1
    assert "&lt;script&gt;" not in html_of(response)
    assert html_of(response).count("<script>") == 1  # the page's own


def test_news_says_nothing_of_filters_where_there_are_none(client):
    make_article()

    assert client.get("/news/?unknown=1").context["notices"] == []


def test_news_takes_the_last_of_repeated_filters(client):
    make_article(title_uk="Того року", date=datetime.date(2024, 1, 1))
    make_article(title_uk="Іншого року", date=datetime.date(2025, 1, 1))

    assert titles(client.get("/news/?year=2025&year=2024")) == ["Того року"]


@pytest.mark.parametrize(
    ("page", "shown"),
    [("", 1), ("abc", 1), ("1", 1), ("2", 2), ("999", 2), ("-1", 2), ("0", 2), ("%00", 1), ("9" * 5000, 1)],
)
def test_news_shows_a_page_whatever_number_is_asked_for(client, page, shown):
    for _number in range(25):
        make_article()

    response = client.get(f"/news/?page={page}")

    assert response.context["page"].number == shown
    assert len(response.context["page"].object_list) == (24 if shown == 1 else 1)


def test_news_without_articles_leads_elsewhere(client, prefix):
    html = html_of(client.get(f"{prefix}/news/"))

    assert 'class="empty"' in html
    assert f'href="{prefix}/initiatives/"' in html


def test_news_without_a_match_leads_to_all_news(client):
    make_article(date=datetime.date(2024, 1, 1), cities=[make_city(slug="sumy")])
    make_article(date=datetime.date(2025, 1, 1), cities=[make_city(slug="lviv")])

    html = html_of(client.get("/news/?year=2024&city=lviv"))

    assert 'class="empty"' in html
    assert '<a href="/news/">' in html


@pytest.mark.parametrize("rows", [1, 3])
def test_news_asks_the_database_as_often_for_many_rows_as_for_one(client, prefix, rows, django_assert_num_queries):
    for _number in range(rows):
        full_article()

    with django_assert_num_queries(6):
        client.get(f"{prefix}/news/")


@pytest.mark.parametrize("url", ["/news/", "/en/news/", "/news/a/", "/en/news/a/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_news_is_for_reading_only(client, url, method):
    make_article(slug="a")

    assert getattr(client, method)(url).status_code == 405


# One article


def test_article_shows_all_that_it_knows(client, prefix, language):
    article = full_article(
        cities=[make_city(name_uk="Суми", name_en="Sumy", slug="sumy")],
        tasks=[make_task(name_uk="Ділитися досвідом", name_en="Share experience", slug="sharing")],
        initiatives=[make_initiative(title_uk="Центр", title_en="Centre", slug="centre")],
        source_url="https://www.example.org/report",
        checked_on=datetime.date(2026, 11, 1),
    )

    html = html_of(client.get(f"{prefix}/news/{article.slug}/"))

    shown = {
        "uk": [
            "1 жовтня 2026 року",
            "Коротко про новину.",
            "<p>Текст новини.</p>",
            "Суми",
            "Ділитися досвідом",
            "Центр",
        ],
        "en": [
            "1 October 2026",
            "The news in short.",
            "<p>The text of the news.</p>",
            "Sumy",
            "Share experience",
            "Centre",
        ],
    }
    assert [text for text in shown[language] if text not in html] == []
    links = [f"{prefix}/cities/sumy/", f"{prefix}/tasks/sharing/", f"{prefix}/initiatives/centre/"]
    assert [link for link in [*links, "https://www.example.org/report"] if f'href="{link}"' not in html] == []


def test_article_leaves_out_what_it_lacks(client):
    article = make_article(lead_uk="", lead_en="", body_uk="", body_en="")

    html = html_of(client.get(f"/news/{article.slug}/"))

    assert 'class="facts"' not in html
    assert 'class="lead"' not in html


def test_article_without_english_shows_ukrainian_and_says_so(client):
    article = make_article(title_uk="Лише тут", title_en="", lead_en="", body_uk="<p>Мовою оригіналу.</p>", body_en="")

    html = html_of(client.get(f"/en/news/{article.slug}/"))

    assert '<h1 lang="uk">Лише тут</h1>' in html
    assert '<div lang="uk"><p>Мовою оригіналу.</p></div>' in html
    assert 'class="notice"' in html


def test_article_in_ukrainian_has_no_english_text(client):
    article = full_article(title_en="English title", lead_en="English lead", body_en="<p>English body</p>")

    html = html_of(client.get(f"/news/{article.slug}/"))

    assert not re.search("English (title|lead|body)", html)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_article_leaks_nothing_that_is_not_published(client, prefix, status):
    article = make_article(
        cities=[make_city(name_uk="Таємне", name_en="Secret", slug="secret-city", status=status)],
        initiatives=[make_initiative(title_uk="Таємна", title_en="Secret", slug="secret", status=status)],
    )

    html = html_of(client.get(f"{prefix}/news/{article.slug}/"))

    assert not re.search("Таємн|Secret|secret", html)


@pytest.mark.parametrize(("status", "answer"), [(Status.DRAFT, 404), (Status.WITHDRAWN, 410)])
def test_article_that_is_not_published_is_not_shown(client, prefix, status, answer):
    article = make_article(title_uk="Таємна", title_en="Secret", status=status)

    response = client.get(f"{prefix}/news/{article.slug}/")

    assert response.status_code == answer
    assert not re.search("Таємна|Secret", html_of(response))


def test_unknown_article_is_not_found(client, prefix):
    assert client.get(f"{prefix}/news/unknown/").status_code == 404


def test_renamed_article_leads_to_its_new_address(client, prefix):
    article = make_article(slug="old")
    article.rename("new")

    response = client.get(f"{prefix}/news/old/")

    assert response.status_code == 301
    assert response.headers["Location"] == f"{prefix}/news/new/"


@pytest.mark.parametrize("rows", [1, 3])
def test_article_asks_the_database_as_often_for_many_rows_as_for_one(client, prefix, rows, django_assert_num_queries):
    article = make_article(
        cities=[make_city() for _ in range(rows)],
        tasks=[make_task() for _ in range(rows)],
        initiatives=[make_initiative() for _ in range(rows)],
    )

    with django_assert_num_queries(5):
        client.get(f"{prefix}/news/{article.slug}/")


def test_article_tells_search_engines_what_it_is(client):
    city = make_city(name_en="Sumy", slug="sumy")
    article = make_article(title_en="Centre <opens>", cities=[city], source_url="https://example.org/report")

    data = structured_data(client.get(f"/en/news/{article.slug}/"))

    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "Centre <opens>"
    assert data["datePublished"] == "2026-10-01"
    assert data["inLanguage"] == "en"
    assert data["url"] == f"{settings.SITE_URL}/en/news/{article.slug}/"
    assert data["about"] == [{"@type": "City", "name": "Sumy", "url": f"{settings.SITE_URL}/en/cities/sumy/"}]
    assert data["isBasedOn"] == "https://example.org/report"


def test_article_names_the_language_that_its_text_is_in(client):
    article = make_article(title_en="")

    assert structured_data(client.get(f"/en/news/{article.slug}/"))["inLanguage"] == "uk"


def test_article_describes_itself_in_at_most_160_characters(client):
    article = make_article(lead_uk="Слово " * 50)

    html = html_of(client.get(f"/news/{article.slug}/"))

    description = re.search('<meta name="description" content="([^"]*)"', html)[1]
    assert description.startswith("Слово Слово")
    assert len(description) <= 160


def test_article_lives_through_publishing_and_withdrawal(client):
    article = make_article(status=Status.DRAFT, slug="life")
    answers = []
    for verb in (article.publish, article.withdraw, article.publish):
        verb(by=make_staff())
        answers.append(client.get("/news/life/").status_code)

    assert answers == [200, 410, 200]
