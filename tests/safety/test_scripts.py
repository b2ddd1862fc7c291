"""No text that somebody typed becomes part of a page: planted everywhere, looked for on all pages and in letters."""

import datetime
import re
from collections import deque

import pytest
from django.contrib.contenttypes.models import ContentType
from django.template import Context
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from cities.keys import application_key, confirmation_key
from cities.models import City, CityQuestion, FormerName, Invitation, MembershipApplication, Partner, PartnerWanted
from initiatives.models import (
    Contact,
    FieldComment,
    GuestProposal,
    Initiative,
    InitiativeLink,
    InitiativePartner,
    Resource,
)
from portal.doubles.models import Pair
from portal.links.models import Link
from portal.newsletter.models import Subscriber, SubscriptionRequest
from portal.publishing.models import SecretLink
from tests.factories import (
    make_answer_template,
    make_indicator,
    make_letter,
    make_membership,
    make_message,
    make_sdg,
    make_subscriber,
    make_subscription_request,
    make_task,
    make_theme,
    make_war_status,
)
from tests.mail.test_leaving import LETTERS
from tests.portal.test_access_matrix import World
from tests.safety.hostile import MARK, RAW, SHORT, plant

pytestmark = pytest.mark.django_db

DOORS = ["/", "/en/", "/admin/", "/review/", "/sitemap.xml", "/sitemaps/cities.xml", "/data/", "/initiatives/?q=a"]
# In English only what readers see; tables to be saved and files have tests of their own.
NOT_WALKED = re.compile(r"/en/(admin|workspace|review|account)|/(static|media|documents|previews)/|.*\.(zip|xlsx|csv)$")
# Pages of one shape that are asked for: the rows differ little.
MOST_OF_A_SHAPE = 2
# What shows a text as it is: no browser takes it for a page.
NO_PAGES = ("application/json", "application/problem+json", "text/calendar", "text/plain", "text/csv")
NO_PAGES += ("application/x-bibtex", "application/x-research-info-systems")


@pytest.fixture
def world(monkeypatch):
    """Rows of every kind, the payload in all their texts."""
    monkeypatch.setattr("portal.politeness.seconds_to_wait", lambda _limit, _who: 0)
    world = World()
    city, initiative = City.objects.get(pk=world.rows["city"]), Initiative.objects.get(pk=world.rows["published"])
    partner, author = Partner.objects.get(pk=world.rows["partner"]), world.people["editor"]
    make_membership(city=city)
    make_indicator(city=city)
    make_war_status(city=city)
    FormerName.objects.create(city=city, name_uk="Колишнє")
    PartnerWanted.objects.create(city=city, kind="business")
    initiative.sdgs.add(make_sdg())
    initiative.tasks.add(make_task())
    initiative.themes.add(make_theme())
    InitiativePartner.objects.create(initiative=initiative, partner=partner)
    Resource.objects.create(initiative=initiative, kind="money")
    InitiativeLink.objects.create(initiative=initiative, source_url="https://example.org/")
    Contact.objects.create(initiative=initiative, is_public=True)
    FieldComment.objects.create(initiative_id=world.rows["submitted"], field="title", by=author)
    kind = ContentType.objects.get_for_model(City)
    Pair.objects.create(content_type=kind, first_id=city.pk, second_id=world.rows["other_city"], score=1)
    for make in (make_answer_template, make_letter, make_message, make_subscriber, make_subscription_request):
        make()
    Link.objects.create(url="https://example.org/")
    world.bare = plant()
    return world


def walk(client, doors, within="/"):
    """Answers to all below an address that links lead to, but for more of the same, by their addresses."""
    answers, shapes, waiting = {}, {}, deque(doors)
    while waiting:
        address = waiting.popleft()
        shape = re.sub(r"[0-9]+|(?<=-)[a-z0-9-]*x9z[a-z0-9-]*", "1", address)
        if address in answers or NOT_WALKED.match(address) or shapes.get(shape, 0) == MOST_OF_A_SHAPE:
            continue
        shapes[shape] = shapes.get(shape, 0) + 1
        answers[address] = response = client.get(address)
        if response.streaming:
            response.getvalue()  # to its end, which closes the file
        if "html" in response.headers.get("Content-Type", ""):
            links = re.findall(r'\shref="(/[^"#?]*)', response.content.decode())
            waiting.extend(link for link in links if link.startswith(within) and not link.startswith("//"))
    return answers


def pages_of(answers):
    """The text of each answer that a browser could take for a page, by its address."""
    return {
        address: response.content.decode(errors="replace")
        for address, response in answers.items()
        if not response.streaming and not response.headers.get("Content-Type", "").startswith(NO_PAGES)
    }


def broken_out(answers):
    """The addresses of pages that the payload became a part of."""
    return {address for address, text in pages_of(answers).items() if RAW in text}


def showing(answers):
    """The addresses of pages that show a planted text."""
    return {address for address, text in pages_of(answers).items() if MARK in text}


def test_payload_stands_in_every_text_of_every_row(world):
    without_history = {field for field in world.bare if ".historical" not in field}

    # Sentences of the portal's own, and names of files that it makes.
    assert without_history == {"publishing.plan.refusal", "backup.backup.name"}


def test_no_page_of_readers_and_staff_becomes_what_was_typed(world):
    answers = walk(world.browser_of("superuser"), DOORS)

    assert broken_out(answers) == set()
    assert len(showing(answers)) > 200
    for part in ("/cities/", "/initiatives/", "/news/feed.atom", "/admin/cities/city/", "/review/", "/admin/audit/"):
        assert any(address.startswith(part) for address in showing(answers)), part


def test_no_page_of_a_city_becomes_what_was_typed(world):
    answers = walk(world.browser_of("lead"), [f"/workspace/{world.rows['katottg']}/"], within="/workspace/")

    assert broken_out(answers) == set()
    assert len(showing(answers)) > 10


def test_no_page_behind_a_key_becomes_what_was_typed(world):
    application, question = MembershipApplication.objects.get(), CityQuestion.objects.first()
    doors = [
        reverse("cities:application", args=[application_key(application)]),
        reverse("cities:correct_application", args=[application_key(application)]),
        reverse("cities:confirm", args=[confirmation_key(application, f"a{SHORT}@example.org")]),
        reverse("cities:confirm_question", args=[question.confirmation_key]),
        reverse("cities:answer", args=[question.answer_key]),
        reverse("cities:invitation", args=[Invitation.objects.first().key]),
        reverse("initiatives:guest", args=[GuestProposal.objects.first().token]),
        reverse("newsletter:confirm", args=[SubscriptionRequest.objects.first().key]),
        reverse("newsletter:change", args=[Subscriber.objects.first().key]),
        *(reverse("publishing:preview", args=[link.key]) for link in SecretLink.objects.all()),
    ]
    client = Client()

    answers = {address: client.get(address) for address in doors}

    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}
    assert broken_out(answers) == set()
    assert len(showing(answers)) > 8


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/search/?q={}",
            "/initiatives/?q={}&area={}",
            "/cities/?q={}",
            "/partners/?kind={}&page={}",
            "/news/?year={}",
        ),
        *("/contact/?topic={}", "/propose/?city={}", "/account/login/?next={}", "/en/nowhere/{}/", "/data/?x={}"),
        *("/api/v1/cities?cursor={}", "/news/feed.atom?city={}", "/account/login/password/?next=/{}"),
    ],
)
def test_no_page_becomes_what_its_address_says(client, address):
    answer = client.get(address.replace("{}", SHORT))

    assert broken_out({address: answer}) == set()


# Letters


class Hostile(datetime.datetime):
    """Whatever a template asks of it, it is the payload; but it can be written as a day."""

    def __getattr__(self, name):
        if name.startswith("__") or name in ("resolve_expression", "do_not_call_in_templates", "alters_data"):
            raise AttributeError(name)
        if name.endswith("_field"):
            return "title"
        return Hostile.now(datetime.UTC)

    def __iter__(self):
        return iter([Hostile.now(datetime.UTC)] * 2)

    def __len__(self):
        return 2

    def __str__(self):
        return SHORT


class Everything(dict):
    """A context in which every name is known."""

    def __contains__(self, _name):
        return True

    def __getitem__(self, name):
        return 3 if name == "working_days" else Hostile.now(datetime.UTC)


@pytest.mark.parametrize("kind", sorted(path.name for path in LETTERS.iterdir() if path.is_dir()))
def test_no_letter_becomes_what_was_typed(kind):
    context = Context()
    context.dicts.append(Everything())

    html = get_template(f"emails/{kind}/body.html").template.render(context)

    assert RAW not in html
