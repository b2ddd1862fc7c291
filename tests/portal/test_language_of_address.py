"""The address alone decides the language, and the switch leads to the same page of this site."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import escape
from hypothesis import example, given
from hypothesis import strategies as st

from portal.context import in_language, site
from portal.middleware import language_from_address, page_for_wrong_method

# Whatever somebody may ask a server for, percent-decoded.
paths = st.one_of(
    st.text(max_size=20),
    st.lists(
        st.sampled_from(["/", "\\", "en", "EN", "uk", "evil.example", "?", "#", "@", ":", '"', "<", " ", "\t", "\n"])
    ).map("".join),
).map(lambda path: f"/{path}")


def answer(path, **headers):
    """The response of the middleware, and the language that the view saw."""
    seen = []

    def view(request):
        seen.append((translation.get_language(), request.LANGUAGE_CODE))
        return HttpResponse("")

    return language_from_address(view)(RequestFactory().get(path, headers=headers)), seen


# language_from_address


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "uk"),
        ("/cities/", "uk"),
        ("/en/", "en"),
        ("/en/cities/?page=2", "en"),
        ("/en", "en"),
        ("/english", "uk"),
        ("/english/", "uk"),
        ("/en-gb/", "uk"),
        ("/EN/", "uk"),
        ("/uk/", "uk"),
        ("/uk", "uk"),
        ("/de/", "uk"),
        ("/cities/en/", "uk"),
        ("/?next=/en/", "uk"),
    ],
)
def test_language_follows_the_address(path, language):
    response, seen = answer(path)

    assert seen == [(language, language)]
    assert response.headers["Content-Language"] == language


@pytest.mark.parametrize(("path", "language"), [("/", "uk"), ("/en/", "en")])
@pytest.mark.parametrize("wish", ["en", "uk", "de, en;q=0.9", "*"])
def test_language_does_not_follow_the_browser_or_a_cookie(path, language, wish):
    response, seen = answer(path, accept_language=wish, cookie=f"{settings.LANGUAGE_COOKIE_NAME}={wish[:2]}")

    assert seen == [(language, language)]
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_language_is_given_back_after_the_request():
    with translation.override("uk"):
        answer("/en/")

        assert translation.get_language() == "uk"


def test_language_is_given_back_after_an_error():
    def broken(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        language_from_address(broken)(RequestFactory().get("/en/"))

    assert translation.get_language() == "uk"


def test_content_language_of_a_view_stays():
    def view(request):
        return HttpResponse("", headers={"Content-Language": "uk, en"})

    assert language_from_address(view)(RequestFactory().get("/")).headers["Content-Language"] == "uk, en"


def test_english_root_without_its_slash_is_redirected(client):
    response = client.get("/en?page=2")

    assert (response.status_code, response.headers["Location"]) == (301, "/en/?page=2")


# in_language


@pytest.mark.parametrize(
    ("path", "uk", "en"),
    [
        ("/", "/", "/en/"),
        ("/en/", "/", "/en/"),
        ("/en", "/", "/en/"),
        ("/en?page=2", "/?page=2", "/en/?page=2"),
        ("/cities/lviv/", "/cities/lviv/", "/en/cities/lviv/"),
        ("/en/cities/lviv/", "/cities/lviv/", "/en/cities/lviv/"),
        ("/en/cities/?oblast=UA-46&page=2", "/cities/?oblast=UA-46&page=2", "/en/cities/?oblast=UA-46&page=2"),
        ("/english/", "/english/", "/en/english/"),
        ("/enerhodar/", "/enerhodar/", "/en/enerhodar/"),
        ("/search/?q=/en/", "/search/?q=/en/", "/en/search/?q=/en/"),
        ("//evil.example/", "/evil.example/", "/en/evil.example/"),
        ("/en//evil.example/", "/evil.example/", "/en/evil.example/"),
        ("/en/\\evil.example/", "/evil.example/", "/en/evil.example/"),
        ("/en/en/cities/", "/cities/", "/en/cities/"),
    ],
)
def test_in_language_is_the_same_page_of_this_site(path, uk, en):
    assert (in_language(path, "uk"), in_language(path, "en")) == (uk, en)


@given(paths, st.sampled_from(["uk", "en"]))
@example("/en//evil.example/", "uk")
@example("/\\/evil.example", "uk")
@example("/en/en//evil.example/", "uk")
def test_in_language_is_an_address_in_that_language(path, language):
    found = in_language(path, language)

    assert found[:2] not in ("//", "/\\")
    assert answer(quote(found.partition("?")[0]))[1][0][0] == language
    assert in_language(found, language) == found


# The context of every page


def shown(path, language, query=""):
    request = RequestFactory().get("/", QUERY_STRING=query)
    request.path = request.path_info = path
    with translation.override(language):
        return site(request)


def test_context_names_the_page_in_both_languages():
    context = shown("/en/cities/", "en", query="oblast=lvivska")

    assert context["page_languages"] == [
        ("uk", f"{settings.SITE_URL}/cities/"),
        ("en", f"{settings.SITE_URL}/en/cities/"),
    ]
    assert context["page_url"] == f"{settings.SITE_URL}/en/cities/"


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("page=2", "?page=2"),
        ("oblast=lvivska&page=3", "?page=3"),
        ("page=1", ""),
        ("page=-1", ""),
        ("page=%D9%A2", ""),
        ("page=x", ""),
    ],
)
def test_context_names_a_further_page_of_a_list(query, part):
    context = shown("/cities/", "uk", query=query)

    assert context["page_url"] == f"{settings.SITE_URL}/cities/{part}"
    assert context["page_languages"][1] == ("en", f"{settings.SITE_URL}/en/cities/{part}")


@pytest.mark.parametrize(("language", "other"), [("uk", "en"), ("en", "uk")])
def test_context_names_both_languages(language, other):
    context = shown("/", language)

    assert (context["language"], context["switch_language"]) == (language, other)


def test_context_switch_keeps_the_filters():
    assert shown("/cities/", "uk", query="oblast=UA-46&q=%D0%9B")["switch_url"] == "/en/cities/?oblast=UA-46&q=%D0%9B"


@given(paths, st.sampled_from(["uk", "en"]), st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=10))
@example("/en//evil.example/", "en", "")
@example("/en/\\evil.example/", "en", "")
@example("/\t/evil.example/", "uk", "")
@example("/en/\n/evil.example/", "en", "")
@example('/en/"onmouseover="alert(1)', "en", '"><script>')
def test_context_switch_stays_on_this_site_and_in_its_attribute(path, language, query):
    switch = shown(path, language, query)["switch_url"]
    html = engines["django"].from_string('<a href="{{ url }}">').render({"url": switch})

    assert urlsplit(urljoin("https://portal.example/", switch)).netloc == "portal.example"
    assert html == f'<a href="{escape(switch)}">'
    assert html.count('"') == 2


def test_context_asks_the_database_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        shown("/", "uk")


# page_for_wrong_method


def wrong_method(response):
    return page_for_wrong_method(lambda _request: response)(RequestFactory().post("/en/cities/"))


def test_wrong_method_has_a_page_and_says_what_is_allowed(client, language, prefix):
    with translation.override(language):
        request = RequestFactory().post(f"{prefix}/")
        response = page_for_wrong_method(lambda _request: HttpResponseNotAllowed(["GET", "HEAD"]))(request)

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert f'<html lang="{language}">' in response.text


@pytest.mark.parametrize(
    "response",
    [HttpResponse("said", status=405), HttpResponse(status=405), HttpResponse("")],
    ids=["text", "bare", "ok"],
)
def test_other_answers_pass_unchanged(response):
    assert wrong_method(response) is response
