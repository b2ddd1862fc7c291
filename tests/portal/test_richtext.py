"""Rich text is clean whichever way it comes into the database."""

import pytest
from django.db import models
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from news.models import Article
from portal.publishing.models import Status
from portal.richtext import RichTextField
from tests.factories import make_article

DIRTY = {
    "script": ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
    "script in a drawing": ("<p>a</p><svg><script>alert(1)</script></svg>", "<p>a</p>"),
    "style sheet": ("<style>p { color: red }</style><p>a</p>", "<p>a</p>"),
    "event handler": ('<p onclick="alert(1)">a</p>', "<p>a</p>"),
    "event handler in capitals": ('<P ONMOUSEOVER="alert(1)">a</P>', "<p>a</p>"),
    "style": ('<p style="position: fixed">a</p>', "<p>a</p>"),
    "class and id": ('<p class="button" id="content">a</p>', "<p>a</p>"),
    "javascript link": ('<p><a href="javascript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
    "javascript link in disguise": ('<p><a href=" jav&#x09;ascript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
    "data link": ('<p><a href="data:text/html,<script>alert(1)</script>">a</a></p>', "<p><a>a</a></p>"),
    "vbscript link": ('<p><a href="vbscript:x">a</a></p>', "<p><a>a</a></p>"),
    "iframe": ('<p>a</p><iframe src="https://example.org"></iframe>', "<p>a</p>"),
    "image with handler": ('<p>a<img src="x" onerror="alert(1)"></p>', "<p>a</p>"),
    "data image": ('<p>a<img src="data:image/svg+xml,x"></p>', "<p>a</p>"),
    "form": ('<form action="/x"><input name="a"><button>b</button></form><p>a</p>', "b<p>a</p>"),
    "object": ('<object data="x"></object><embed src="x"><p>a</p>', "<p>a</p>"),
    "link element": ('<link rel="stylesheet" href="x"><base href="x"><meta charset="x"><p>a</p>', "<p>a</p>"),
    "comment": ("<!-- hidden --><p>a</p>", "<p>a</p>"),
    "large heading": ("<h1>a</h1>", "a"),
    "new window": ('<p><a href="https://example.org/" target="_blank">a</a></p>', None),
}
CLEAN = [
    "<h2>Розділ</h2><h3>Підрозділ</h3>",
    "<p><strong>сильно</strong> <em>тихо</em><br>рядок</p>",
    "<ul><li><p>перше</p></li><li><p>друге</p></li></ul>",
    "<ol><li><p>перше</p></li></ol>",
    "<blockquote><p>Навчання триває все життя.</p></blockquote>",
    '<p><a href="https://example.org/?a=1&amp;b=2">посилання</a></p>',
    '<p><a href="mailto:office@example.org">лист</a> <a href="/cities/">міста</a></p>',
    '<table><tbody><tr><th colspan="2"><p>рік</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></tbody></table>',
    "<p>1 &lt; 2 &amp; «лапки» – тире’</p>",
]
FORBIDDEN = (
    "<script",
    "<style",
    "<iframe",
    "<svg",
    "<img",
    " onclick=",
    " onerror=",
    " style=",
    "javascript:",
    "data:",
    "target",
)


# The sanitiser


@pytest.mark.parametrize(("dirty", "clean"), DIRTY.values(), ids=DIRTY)
def test_sanitiser_cuts_out(dirty, clean):
    cleaned = RichTextField().sanitize(dirty)

    assert not [sign for sign in FORBIDDEN if sign in cleaned.lower()]
    assert clean is None or cleaned == clean


@pytest.mark.parametrize("html", CLEAN)
def test_sanitiser_keeps_what_the_editor_makes(html):
    assert RichTextField().sanitize(html) == html


@given(
    st.lists(
        st.sampled_from([*"<>/\"'= &;a", "script", "p", "a href", "javascript:", "on", "style", "\n"]), max_size=30
    )
)
def test_sanitiser_changes_nothing_the_second_time(parts):
    clean = RichTextField().sanitize("".join(parts))

    assert RichTextField().sanitize(clean) == clean


# Every way into the database

SCRIPT = '<p onclick="x">Текст</p><script>alert(1)</script>'


def stored_bodies():
    return list(Article.objects.order_by("pk").values_list("body_uk", "body_en"))


def create():
    make_article(body_uk=SCRIPT, body_en=SCRIPT)


def save():
    article = make_article()
    article.body_uk = article.body_en = SCRIPT
    article.save()


def save_some_fields():
    article = make_article()
    article.body_uk = article.body_en = SCRIPT
    article.save(update_fields=["body_uk", "body_en"])


def bulk_create():
    Article.objects.bulk_create([Article(title_uk="Новина", body_uk=SCRIPT, body_en=SCRIPT)])


def bulk_update():
    article = make_article()
    article.body_uk = article.body_en = SCRIPT
    Article.objects.bulk_update([article], ["body_uk", "body_en"])


def update():
    make_article()
    Article.objects.update(body_uk=SCRIPT, body_en=SCRIPT)


@pytest.mark.django_db
@pytest.mark.parametrize("write", [create, save, save_some_fields, bulk_create, bulk_update, update])
def test_rich_text_is_clean_in_both_languages_after(write):
    write()

    assert stored_bodies() == [("<p>Текст</p>", "<p>Текст</p>")]


@pytest.mark.django_db
def test_rich_text_is_clean_in_the_instance_that_was_saved():
    article = make_article(body_uk=SCRIPT)

    assert article.body_uk == article.body == "<p>Текст</p>"


@pytest.mark.django_db
def test_rich_text_may_be_an_expression():
    make_article(body_uk="<p>Текст</p>")

    Article.objects.update(body_uk=models.Value("<p>Інший</p>"))

    assert stored_bodies()[0][0] == "<p>Інший</p>"


@pytest.mark.django_db
@pytest.mark.parametrize("missing", [None, ""])
@pytest.mark.parametrize("active", ["uk", "en"])
def test_saving_leaves_the_missing_language_missing(active, missing):
    article = make_article(body_uk=SCRIPT, body_en=missing)

    with translation.override(active):
        article.save()

    assert article.body_en == missing
    assert stored_bodies() == [("<p>Текст</p>", missing)]


@pytest.mark.django_db
def test_an_empty_paragraph_is_no_text():
    article = make_article(status=Status.DRAFT, body_uk="<p></p>", body_en="")

    assert article.body_uk == ""
