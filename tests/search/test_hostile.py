"""Whatever is typed, a page comes back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_initiative, make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

HOSTILE = [
    "'",
    '"',
    "\\",
    "%",
    "_",
    "*",
    "музей*",
    '"музей',
    "музей AND",
    "AND OR NOT NEAR",
    "NEAR(музей львів, 2)",
    "title_words : музей",
    "{title_words summary_words} : x",
    "^музей",
    "-музей",
    "+музей",
    "музей & | ! <-> ( ) :*",
    "':*' | 'x'",
    "!!&&||",
    "<->",
    "'); DROP TABLE search_entry; --",
    "1 OR 1=1",
    "музей\0львів",
    "\0",
    "\ud800",
    "музей\udfff",
    "\u202eйезум\u202c",
    "\u200f\u200e\u2067",
    "﷽" * 50,
    "а" * 10_000,
    "музей " * 2_000,
    "💣👩‍👩‍👧‍👦",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% debug %}",
    "../../etc/passwd",
    "0kindinitiative",
    "0long1",
    "ʼ’'`´",
    "é́́́́́́",
    "ǅ ß İ ﬁ",
    "²³ ½ Ⅳ",
    "-",
    "--",
    "а-а-а-а-а",
    " \t\n\r\v\f\x1c\x85\u2028",
]
ADDRESSES = ["/search/", "/en/search/", "/search/suggestions/"]


@pytest.fixture
def _rows():
    make_initiative(title_uk="Музей <b>просто</b> неба & «друзі»", city=None)
    make_partner(name_uk="Музей у Львові", name_en="A museum in Lviv")


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_gives_a_page(client, address, text):
    assert client.get(address, {"q": text.encode(errors="surrogatepass")}).status_code == 200


@pytest.mark.usefixtures("_rows")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=60), page=st.text(max_size=6), kind=st.text(max_size=12))
def test_any_text_gives_a_page(client, text, page, kind):
    query = {"q": text.encode(errors="surrogatepass"), "page": page.encode(errors="surrogatepass")}

    assert client.get("/search/", query | {"kind": kind.encode(errors="surrogatepass")}).status_code == 200


SYNTAX = st.lists(
    st.sampled_from(["музей", "львів", "'", '"', "(", ")", "*", ":", "&", "|", "AND", "NOT", "-", "\\", "\0"])
)


@pytest.mark.usefixtures("_rows")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=SYNTAX, glue=st.sampled_from(["", " "]))
def test_any_syntax_gives_a_page(client, parts, glue):
    assert client.get("/search/", {"q": glue.join(parts)}).status_code == 200


@pytest.mark.usefixtures("_rows")
def test_what_was_typed_and_what_is_found_is_escaped(client):
    html = client.get("/search/", {"q": "музей <img src=x>"}).content.decode()

    assert "<img src=x>" not in html
    assert "<mark>Музей</mark> &lt;b&gt;просто&lt;/b&gt; неба &amp; «друзі»" in html
