"""Whatever comes in, no answer is an error of ours: made-up addresses, queries, heads and forms.

``make fuzz`` sends ten thousand; the suite a few hundred, the same each time. The API has its own (``make bench-api``).
"""

import re
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cities.keys import application_key
from cities.models import City, CityQuestion, MembershipApplication
from initiatives.models import GuestProposal
from tests.factories import make_subscriber
from tests.forms_on_page import all_forms
from tests.pages.test_every_page import FORMS
from tests.portal.test_access_matrix import ROWS, World
from tests.safety.addresses import every_address

pytestmark = pytest.mark.django_db

# What has broken programs before, and what nobody would think of.
ODD = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1.5",
        "1e400",
        "9" * 30,
        "٣",
        "²",
        "NaN",
        "null",
        "True",
        "[]",
        "{}",
        "\x00",
        "a\x00b",
        "\x1b[0m",
    ),
    *(
        "\r\n",
        "\u2028",
        "\u202eтекст",
        "\ufeff",
        "e\u0301" * 50,
        "👩‍👩‍👧‍👦",
        "𝟙",
        "ß",
        "İ",
        "%",
        "%00",
        "%2e%2e%2f",
        "../" * 9,
        "\\",
    ),
    *(
        "'",
        '"',
        "';--",
        "1 OR 1=1",
        "{{7*7}}",
        "{% x %}",
        "${7*7}",
        "<x>",
        "%s",
        "%(a)s",
        "{0.__class__}",
        "2026-13-45",
    ),
    *(
        "0000-00-00",
        "9999-12-31",
        "25:61",
        "10000-01-01",
        "2026-02-30T99:99",
        "UA00000000000000000",
        "а" * 5000,
        "a" * 70_000,
    ),
    *(
        "http://[::1",
        "http://a:b@c:99999/",
        "mailto:",
        "a@b",
        f"{'a' * 300}@b.c",
        "@",
        "00000000-0000-0000-0000-000000000000",
    ),
]
texts = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
NAMES = [
    *(
        "q",
        "page",
        "kind",
        "city",
        "area",
        "stage",
        "year",
        "sort",
        "from",
        "to",
        "oblast",
        "next",
        "limit",
        "cursor",
        "o",
    ),
    *(
        "p",
        "e",
        "all",
        "_changelist_filters",
        "_popup",
        "_to_field",
        "app_label",
        "model_name",
        "field_name",
        "term",
        "id",
    ),
    *(
        "status__exact",
        "city__id__exact",
        "published_at__gte",
        "pk__in",
        "password__startswith",
        "initial",
        "topic",
        "x",
    ),
]
queries = st.dictionaries(st.one_of(st.sampled_from(NAMES), texts), st.lists(texts, min_size=1, max_size=2), max_size=3)
# Not the length of the body: gunicorn refuses a wrong one before any of ours sees it.
HEADS = [
    *("accept", "accept-language", "accept-encoding", "cookie", "referer", "origin", "range", "if-none-match", "host"),
    *(
        "if-modified-since",
        "hx-request",
        "x-autosave",
        "x-forwarded-for",
        "authorization",
        "save-data",
    ),
]
# What a server lets through: one line in Latin-1 (RFC 9110 §5.5).
one_line = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=80)
cookies = st.builds("{}={}".format, st.sampled_from(["sessionid", "csrftoken", "messages", "x"]), one_line)
heads = st.dictionaries(
    st.sampled_from(HEADS), one_line | st.sampled_from(["bytes=0-", "bytes=9-1,-"]) | cookies, max_size=2
)


# The part of an address that stands for an argument; ``every_address`` writes these.
ARGUMENT = re.compile(r"(?<=/)(x|1|UA\d{17}|[0-9a-f-]{36})(?=[/.]|$)")
PEOPLE = ("visitor", "editor", "superuser")
VERBS = ("GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE")


class Crowd:
    """People who walk through a world, signed in again where one of their clicks signed them out."""

    def __init__(self):
        self.world, self.clients = World(), {}

    def client(self, who):
        client = self.clients.get(who)
        if client is None or (who != "visitor" and "sessionid" not in client.cookies):
            client = self.clients[who] = self.world.browser_of(who)
        return client

    def forms(self):
        """Who may send which data whither: all forms on the pages of each."""
        found = []
        for who in PEOPLE:
            for address in self.pages(who):
                answer = self.client(who).get(address)
                if answer.streaming:
                    answer.getvalue()  # to its end, which closes the file
                elif "html" in answer.headers.get("Content-Type", ""):
                    found += [(who, action or address, fields) for action, fields in all_forms(answer) if fields]
        return found

    def pages(self, who):
        if who == "visitor":
            city = City.objects.get(pk=self.world.rows["city"])
            question, proposal = CityQuestion.objects.first(), GuestProposal.objects.first()
            yield from (
                reverse(name) for name in (*FORMS, "account_login", "account_login_password", "account_reset_password")
            )
            yield reverse("cities:ask", args=[city.slug])
            yield reverse("cities:answer", args=[question.answer_key])
            yield reverse("initiatives:guest", args=[proposal.token])
            yield reverse("newsletter:change", args=[make_subscriber().key])
            yield reverse("cities:correct_application", args=[application_key(MembershipApplication.objects.first())])
        else:
            yield from (self.world.address(row) for row in ROWS if row.get and row.get[who] == "let in")
        if who == "superuser":
            for model in admin.site._registry:
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
                yield reverse(f"{name}_changelist")
                yield reverse(f"{name}_add")
                if row := model._base_manager.first():
                    yield reverse(f"{name}_change", args=[row.pk])


@pytest.fixture
def crowd(monkeypatch):
    """People and rows, and nobody who counts how often or asks how fast."""
    monkeypatch.setattr("portal.politeness.seconds_to_wait", lambda _limit, _who: 0)
    monkeypatch.setattr("portal.senders.FromOutsideQuerySet.sent_too_much", lambda *_args, **_options: False)
    monkeypatch.setattr("portal.forms.PublicForm.SHORTEST", 0)
    monkeypatch.setattr("django.conf.settings.ACCOUNT_RATE_LIMITS", False)
    return Crowd()


def is_no_error_of_ours(answer):
    if answer.streaming:
        answer.getvalue()  # to its end, which closes the file
    return answer.status_code < 500


def test_no_made_up_address_is_an_error(crowd):
    addresses = [*every_address().values()]

    @given(st.data())
    def ask(data):
        who, address = data.draw(st.sampled_from(PEOPLE)), data.draw(st.sampled_from(addresses))
        path = ARGUMENT.sub(lambda found: quote(data.draw(texts)) or found[0], address)

        answer = crowd.client(who).generic(
            data.draw(st.sampled_from(VERBS)),
            data.draw(st.sampled_from(["", "/en"])) + path,
            query_params=data.draw(queries),
            headers=data.draw(heads),
        )

        assert is_no_error_of_ours(answer)

    ask()


def test_no_form_filled_with_nonsense_is_an_error(crowd):
    forms = crowd.forms()
    assert {who for who, _address, _fields in forms} == {*PEOPLE}

    @given(st.data())
    def send(data):
        who, address, fields = data.draw(st.sampled_from(forms))
        names = data.draw(st.lists(st.sampled_from([*fields]), max_size=4))
        nonsense = {name: data.draw(st.one_of(texts, st.lists(texts, max_size=3))) for name in names}

        answer = crowd.client(who).post(address, fields | nonsense | data.draw(queries))

        assert is_no_error_of_ours(answer)

    send()


def test_no_body_is_an_error(crowd):
    """What is no form at all, or half of one."""
    addresses = [*every_address().values()]
    kinds = [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain",
    ]
    kinds += ["application/json", 'multipart/form-data; boundary="', "x", "", "multipart/mixed; boundary=x"]
    parts = st.binary(max_size=200).map(lambda body: b'--x\r\nContent-Disposition: form-data; name="text"\r\n' + body)

    @given(st.data())
    def send(data):
        answer = crowd.client(data.draw(st.sampled_from(PEOPLE))).post(
            data.draw(st.sampled_from(addresses)),
            data.draw(st.one_of(st.binary(max_size=300), parts)),
            content_type=data.draw(st.sampled_from(kinds)),
            headers=data.draw(heads),
        )

        assert is_no_error_of_ours(answer)

    send()
