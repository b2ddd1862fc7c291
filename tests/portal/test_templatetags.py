"""Text in its real language, dates of reduced precision and structured data in templates."""

import datetime
import json
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from portal.templatetags import portal as tags

# What no browser or template gets: lone surrogates cannot be encoded, NUL cannot be stored.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
json_data = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)


def page(source, **context):
    return Template(source).render(Context(context))


def article(uk="Новина", en="News"):
    """Reads like a translated row: the bare name is the text of the active language, else the Ukrainian one."""

    class Article(SimpleNamespace):
        @property
        def title(self):
            return (self.title_en if translation.get_language() == "en" else None) or self.title_uk

    return Article(title_uk=uk, title_en=en)


class Elements(HTMLParser):
    """The elements of a fragment, as a browser finds them."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


# text


@pytest.mark.parametrize(
    ("active", "en", "html"),
    [
        ("uk", "News", "Новина"),
        ("uk", None, "Новина"),
        ("en", "News", "News"),
        ("en", None, '<span lang="uk">Новина</span>'),
        ("en", "", '<span lang="uk">Новина</span>'),
    ],
)
def test_text_is_marked_where_it_is_in_another_language(active, en, html):
    with translation.override(active):
        assert page('{% text article "title" %}', article=article(en=en)) == html


@pytest.mark.parametrize("active", ["uk", "en"])
@pytest.mark.parametrize("empty", ["", None])
def test_text_that_is_empty_leaves_nothing(active, empty):
    with translation.override(active):
        assert page('{% text article "title" %}', article=article(empty, empty)) == ""


@given(texts, st.sampled_from(["uk", "en"]))
@example("<script>alert(1)</script>", "uk")
@example('"><img src=x onerror=alert(1)>', "en")
def test_text_is_escaped(uk, active):
    with translation.override(active):
        html = page('{% text article "title" %}', article=article(uk, None))

    assert [tag for tag, _ in Elements(html).found] in ([], ["span"])
    assert unescape(html.removeprefix('<span lang="uk">').removesuffix("</span>")) == uk


def test_text_kept_in_a_variable_is_escaped():
    source = '{% text article "title" as title %}<h1 title="{{ title }}">'

    assert page(source, article=article('"<b>')) == '<h1 title="&quot;&lt;b&gt;">'


# lang_attr


@pytest.mark.parametrize(
    ("active", "uk", "en", "html"),
    [
        ("uk", "Новина", None, "<h1>"),
        ("en", "Новина", "News", "<h1>"),
        ("en", "Новина", None, '<h1 lang="uk">'),
        ("en", None, None, "<h1>"),
    ],
)
def test_lang_attr_is_there_where_the_language_differs(active, uk, en, html):
    with translation.override(active):
        assert page('<h1{% lang_attr article "title" %}>', article=article(uk, en)) == html


@pytest.mark.parametrize(
    ("active", "en", "shown"), [("uk", None, False), ("en", "News", False), ("en", None, True), ("en", "", True)]
)
def test_shows_ukrainian_agrees_with_the_mark(active, en, shown):
    with translation.override(active):
        assert tags.shows_ukrainian(article(en=en), "title") == shown
        assert bool(tags.lang_attr(article(en=en), "title")) == shown


# paragraphs


def test_paragraphs_splits_at_empty_lines():
    html = page('{% paragraphs article "title" %}', article=article("Перший\nрядок\n\nДругий"))

    assert html == "<div><p>Перший<br>рядок</p>\n\n<p>Другий</p></div>"


def test_paragraphs_are_marked_where_they_are_in_another_language():
    with translation.override("en"):
        html = page('{% paragraphs article "title" %}', article=article("Текст", ""))

    assert html == '<div lang="uk"><p>Текст</p></div>'


@pytest.mark.parametrize("empty", ["", None])
@pytest.mark.parametrize("tag", ["paragraphs", "rich"])
def test_paragraphs_of_nothing_are_nothing(tag, empty):
    assert page(f'{{% {tag} article "title" %}}', article=article(empty, empty)) == ""


@given(texts)
@example("<script>alert(1)</script>")
@example("{% now 'Y' %} {{ settings }}")
@example("a\n\n<p onclick=x>")
def test_paragraphs_are_escaped(text):
    html = page('{% paragraphs article "title" %}', article=article(text))

    assert {tag for tag, _ in Elements(html).found} <= {"div", "p", "br"}
    assert all(not attrs for _, attrs in Elements(html).found)


# rich


def test_rich_gives_the_cleaned_html_as_it_is():
    html = page('{% rich article "title" %}', article=article("<p>Текст &amp; <strong>сила</strong></p>"))

    assert html == "<div><p>Текст &amp; <strong>сила</strong></p></div>"


def test_rich_is_marked_where_it_is_in_another_language():
    with translation.override("en"):
        html = page('{% rich article "title" %}', article=article("<p>Текст</p>", None))

    assert html == '<div lang="uk"><p>Текст</p></div>'


# json_ld


def content_of(html):
    return html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")


@given(json_data)
@example({"name": "</script><script>alert(1)</script>"})
@example({"<!--": "]]>&amp;\u2028"})
def test_json_ld_gives_the_data_back_and_stays_in_its_element(data):
    html = page("{% json_ld data %}", data=data)

    assert json.loads(content_of(html)) == data
    assert not set("<>&") & set(content_of(html))
    assert [tag for tag, _ in Elements(html).found] == ["script"]


# Dates

PARTIAL = {
    "2016": ("2016", "2016"),
    "2016-06": ("червень 2016", "June 2016"),
    "2016-06-05": ("5 червня 2016", "5 June 2016"),
    "2024-02-14": ("14 лютого 2024", "14 February 2024"),
    "2024-11": ("листопад 2024", "November 2024"),
    "2024-11-30": ("30 листопада 2024", "30 November 2024"),
}


@pytest.mark.parametrize(("value", "shown"), PARTIAL.items())
def test_partial_date_is_written_as_the_language_does(value, shown):
    for active, text in zip(["uk", "en"], shown, strict=True):
        with translation.override(active):
            assert tags.partial_date(value) == text


@pytest.mark.parametrize("month", range(1, 13))
def test_partial_date_begins_a_ukrainian_month_with_a_small_letter(month):
    assert tags.partial_date(f"2016-{month:02}")[0].islower()


@pytest.mark.parametrize(
    ("value", "text"),
    [("2016", "since 2016"), ("2016-06", "since June 2016"), ("2024-02-14", "since 14 February 2024")],
)
def test_since_is_a_beginning_in_english(value, text):
    with translation.override("en"):
        assert tags.since(value) == text


@pytest.mark.parametrize(
    ("value", "genitive"), [("2016", "2016"), ("2016-06", "червня 2016"), ("2024-02-14", "14 лютого 2024")]
)
def test_since_has_the_genitive_in_ukrainian(value, genitive):
    assert genitive in tags.since(value)
    assert tags.since("2016-06").count("червень") == 0


@pytest.mark.parametrize(
    ("date", "uk", "en"),
    [
        (datetime.date(2024, 2, 14), "14 лютого 2024 року", "14 February 2024"),
        (datetime.date(2026, 1, 1), "1 січня 2026 року", "1 January 2026"),
    ],
)
def test_day_is_written_as_the_language_does(date, uk, en):
    assert tags.day(date) == uk
    with translation.override("en"):
        assert tags.day(date) == en


def test_day_of_a_time_is_the_day_in_kyiv():
    evening = datetime.datetime(2026, 11, 21, 22, 30, tzinfo=datetime.UTC)

    assert page("{{ time|day }}", time=evening) == "22 листопада 2026 року"


@pytest.mark.parametrize("tag", [tags.partial_date, tags.since, tags.day])
@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_date_leaves_nothing(tag, empty):
    assert tag(empty) == ""


# host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://uil.unesco.org/en/learning-cities", "uil.unesco.org"),
        ("https://www.city.gov.ua", "city.gov.ua"),
        ("http://city.gov.ua?page=1", "city.gov.ua"),
        ("https://city.gov.ua#top", "city.gov.ua"),
        ("https://місто.укр/про", "місто.укр"),
        ("https://uil.unesco.org@evil.example/", "evil.example"),
        ("https://evil.example\\@uil.unesco.org/", "evil.example"),
        ("//city.gov.ua/", "city.gov.ua"),
        ("", ""),
    ],
)
def test_host_is_where_the_link_leads(url, host):
    assert tags.host(url) == host


@given(texts)
def test_host_is_never_a_crash(url):
    assert isinstance(tags.host(url), str)
