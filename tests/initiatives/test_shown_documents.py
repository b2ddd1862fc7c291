"""Documents of an initiative: anybody may fetch them while the initiative is published, and only then."""

import pytest
from django.urls import reverse

from initiatives import decisions, files
from initiatives.actions import propose_change
from initiatives.models import InitiativeDocument
from tests.factories import make_initiative, make_staff
from tests.initiatives.test_decisions import make_handed_in, make_taken
from tests.media.samples import make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client):
    user = make_staff()
    client.force_login(user)
    return user


def attach(initiative, **fields):
    document = make_document(**fields)
    files.attach(InitiativeDocument(initiative=initiative, document=document))
    return document


def fetch(client, document):
    """The status with which a visitor gets the document."""
    client.logout()
    response = client.get(document.get_absolute_url())
    if response.streaming:
        response.getvalue()  # to its end, which closes the file
    return response.status_code


def decide(client, initiative, reviewer, decision):
    initiative.refresh_from_db()
    client.force_login(reviewer)
    data = {"version": initiative.review_version, "decision": decision, "note": "Дякуємо."}
    assert client.post(reverse("initiatives:review", args=[initiative.pk]), data).status_code == 302


def test_document_is_private_while_its_initiative_is_written_and_reviewed(client):
    handed_in, taken = make_handed_in(), make_taken()

    assert [fetch(client, attach(initiative)) for initiative in (handed_in, taken)] == [404, 404]


@pytest.mark.parametrize(("decision", "status"), [("publish", 200), ("changes", 404), ("decline", 404)])
def test_document_is_served_once_its_initiative_is_published(client, reviewer, decision, status):
    initiative = make_taken(by=reviewer)
    document = attach(initiative)

    decide(client, initiative, reviewer, decision)

    assert fetch(client, document) == status
    if status == 200:
        initiative.refresh_from_db()
        assert document.get_absolute_url() in client.get(initiative.get_absolute_url()).content.decode()


@pytest.fixture
def published(reviewer):
    """A published initiative with a document."""
    initiative = make_taken(by=reviewer)
    attach(initiative)
    decisions.publish(initiative, by=reviewer)
    return initiative


def document_of(initiative):
    return initiative.initiative_documents.get().document


def test_document_is_not_served_once_its_city_withdrew_the_initiative(client, published):
    client.force_login(published.author)

    client.post(reverse("initiatives:withdraw", args=[published.pk]), {"note": "Помилка."})

    published.refresh_from_db()
    assert published.status == "withdrawn"
    assert fetch(client, document_of(published)) == 404


def test_document_is_served_again_with_what_staff_bring_back(client, published, reviewer):
    published.withdraw(by=reviewer)
    published.publish(by=reviewer)

    assert fetch(client, document_of(published)) == 200


@pytest.fixture
def proposal(published, reviewer):
    """A change under review that takes the document away and adds another."""
    proposal = propose_change(published, by=published.author)
    files.remove(proposal.initiative_documents.get())
    attach(proposal)
    decisions.hand_in(proposal, by=published.author)
    decisions.take(proposal, by=reviewer)
    return proposal


def test_document_of_a_proposed_change_is_private_until_it_is_accepted(client, published, proposal, reviewer):
    old, new = document_of(published), document_of(proposal)
    before = fetch(client, old), fetch(client, new)

    decide(client, proposal, reviewer, "publish")

    assert before == (200, 404)
    assert (fetch(client, old), fetch(client, new)) == (404, 200)


def test_document_of_a_declined_change_stays_private(client, published, proposal, reviewer):
    old, new = document_of(published), document_of(proposal)

    decide(client, proposal, reviewer, "decline")

    assert (fetch(client, old), fetch(client, new)) == (200, 404)


def test_document_that_another_published_initiative_shows_is_still_served(client, published, reviewer):
    document = document_of(published)
    other = make_initiative()
    files.attach(InitiativeDocument(initiative=other, document=document))

    published.withdraw(by=reviewer)
    assert fetch(client, document) == 200
    other.withdraw(by=reviewer)
    assert fetch(client, document) == 404


def test_document_of_a_deleted_initiative_is_not_served(client, published):
    document = document_of(published)

    published.delete()

    assert fetch(client, document) == 404
