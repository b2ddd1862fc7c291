import pytest
from django.utils import translation

from initiatives import actions
from initiatives.actions import accept_proposal, propose_change
from initiatives.models import (
    Consent,
    Contact,
    Exchange,
    Initiative,
    InitiativeDocument,
    InitiativeLink,
    InitiativePartner,
    InitiativePhoto,
    Resource,
    Result,
    TransferNeed,
)
from portal.publishing.models import Status, Transition
from portal.publishing.workflow import AlreadyMoved, InvalidTransition
from tests.factories import (
    CHECKED,
    make_area,
    make_city,
    make_complete_draft,
    make_initiative,
    make_partner,
    make_sdg,
    make_staff,
    make_target_group,
    make_task,
    make_theme,
    make_user,
)
from tests.media.samples import make_document, make_photo

pytestmark = pytest.mark.django_db

LISTS = ("partner_cities", "areas", "themes", "sdgs", "tasks", "target_groups")


def published(**overrides):
    """A published initiative that could be submitted as it is."""
    initiative = make_complete_draft(**overrides)
    initiative.submit(by=make_user())
    initiative.start_review(by=make_staff())
    initiative.publish(by=make_staff())
    return Initiative.objects.get(pk=initiative.pk)


def reviewed(proposal, **changes):
    """The proposal with other content, handed in and taken up by staff."""
    for name, value in changes.items():
        setattr(proposal, name, value)
    proposal.save()
    proposal.submit(by=make_user())
    proposal.start_review(by=make_staff())
    return proposal


def with_every_part(initiative):
    InitiativePartner.objects.create(
        initiative=initiative, partner=make_partner(), role_uk="Дає зал", role_en="Gives a hall"
    )
    Resource.objects.create(initiative=initiative, kind="money", amount=500, currency="UAH", source_uk="Бюджет міста")
    InitiativeLink.objects.create(initiative=initiative, **CHECKED)
    TransferNeed.objects.create(initiative=initiative, kind=TransferNeed.Kind.TRAINERS)
    Exchange.objects.create(initiative=initiative, direction="offer", kind="advice")
    InitiativePhoto.objects.create(initiative=initiative, photo=make_photo(), position=2)
    InitiativeDocument.objects.create(initiative=initiative, document=make_document(), position=3)
    return initiative


def content_of_parts(initiative):
    return {
        name: [
            {key: value for key, value in row.items() if key not in ("id", "initiative_id")}
            for row in getattr(initiative, name).values()
        ]
        for name in actions.PARTS
    }


# Proposing


def test_proposal_begins_with_the_same_words():
    initiative = published(innovation_uk="Нове", innovation_en="New", works_in_shelter=True)

    proposal = Initiative.objects.get(pk=propose_change(initiative, by=make_user()).pk)

    copied = ("title_uk", "title_en", "city", "stage", "start", "organisation", "innovation_en", "works_in_shelter")
    assert [getattr(proposal, name) for name in copied] == [getattr(initiative, name) for name in copied]


def test_proposal_is_a_draft_of_its_author_beside_the_initiative():
    initiative, author = published(), make_user()

    proposal = propose_change(initiative, by=author)

    assert proposal.pk != initiative.pk
    assert (proposal.status, proposal.slug, proposal.published_at) == (Status.DRAFT, None, None)
    assert (proposal.replaces, proposal.based_on) == (initiative, initiative.updated_at)
    assert proposal.author == author


@pytest.mark.parametrize("language", ["uk", "en"])
def test_proposal_keeps_what_has_no_english_without_english(language):
    initiative = published(title_uk="Відкрита школа", title_en="")

    with translation.override(language):
        proposal = propose_change(initiative, by=make_user())

    proposal.refresh_from_db()
    assert (proposal.title_uk, proposal.title_en) == ("Відкрита школа", "")


def test_proposal_has_copies_of_all_lists():
    entries = {
        "partner_cities": [make_city(), make_city()],
        "areas": [make_area(), make_area()],
        "themes": [make_theme()],
        "sdgs": [make_sdg()],
        "tasks": [make_task()],
        "target_groups": [make_target_group()],
    }
    initiative = published(**entries)

    proposal = propose_change(initiative, by=make_user())

    assert {name: set(getattr(proposal, name).all()) for name in LISTS} == {
        name: set(rows) for name, rows in entries.items()
    }


def test_proposal_has_copies_of_all_parts():
    initiative = with_every_part(published())

    proposal = propose_change(initiative, by=make_user())

    assert all(content_of_parts(initiative).values())
    assert content_of_parts(proposal) == content_of_parts(initiative)
    assert Result.objects.filter(initiative=initiative).count() == 1


def test_proposal_carries_no_personal_data_along():
    initiative, person = published(), make_user()
    Contact.objects.create(initiative=initiative, name="Олена", email="olena@example.org")
    Consent.objects.create(initiative=initiative, kind="publication", text_version="1", given_by=person)

    proposal = propose_change(initiative, by=person)

    assert not Contact.objects.filter(initiative=proposal).exists()
    assert not proposal.consents.exists()


def test_proposing_again_gives_the_open_proposal():
    initiative = published()
    proposal = propose_change(initiative, by=make_user())
    proposal.title_uk = "Інша назва"
    proposal.save()

    again = propose_change(initiative, by=make_user())

    assert (again.pk, again.title_uk) == (proposal.pk, "Інша назва")


def test_proposing_after_a_decision_begins_a_new_proposal():
    initiative = published()
    declined = reviewed(propose_change(initiative, by=make_user()))
    declined.decline(by=make_staff(), note="Ні")

    assert propose_change(initiative, by=make_user()).pk != declined.pk


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_only_what_is_published_needs_a_proposal(status):
    initiative = make_initiative(status=status)

    with pytest.raises(InvalidTransition):
        propose_change(initiative, by=make_user())

    assert not initiative.proposals.exists()


# What readers see meanwhile


def test_readers_see_the_published_version_until_the_proposal_is_accepted(client):
    initiative = published(title_uk="Стара назва")
    proposal = reviewed(propose_change(initiative, by=make_user()), title_uk="Нова назва")

    before = client.get(initiative.get_absolute_url()).text
    accept_proposal(proposal, by=make_staff())
    after = client.get(initiative.get_absolute_url()).text

    assert ("Стара назва" in before, "Нова назва" in before) == (True, False)
    assert ("Стара назва" in after, "Нова назва" in after) == (False, True)


def test_proposal_is_nowhere_among_what_readers_see(client):
    area = make_area()
    initiative = published(areas=[area], title_uk="Стара назва")
    reviewed(propose_change(initiative, by=make_user()), title_uk="Нова назва")

    for address in ("/initiatives/", "/initiatives/?q=нова", "/areas/", area.get_absolute_url()):
        assert "Нова назва" not in client.get(address).text
    assert list(Initiative.objects.published()) == [initiative]
    assert client.get(area.get_absolute_url()).context["page"].paginator.count == 1


# Accepting


def test_accepting_puts_the_words_into_the_published_initiative():
    initiative = published(innovation_uk="Нове", innovation_en="New")
    changes = {"title_uk": "Нова назва", "title_en": "New title", "innovation_en": "", "works_without_power": False}
    proposal = reviewed(propose_change(initiative, by=make_user()), **changes)

    accept_proposal(proposal, by=make_staff())

    initiative.refresh_from_db()
    assert {name: getattr(initiative, name) for name in changes} == changes
    assert initiative.search_text == "нова назва new title"


def test_accepting_leaves_what_belongs_to_the_row():
    author = make_user()
    initiative = published(author=author)
    proposal = reviewed(propose_change(initiative, by=make_user()))

    accepted = accept_proposal(proposal, by=make_staff())

    accepted.refresh_from_db()
    own = ("pk", "slug", "status", "published_at", "created_at", "origin", "author", "replaces", "based_on")
    assert [getattr(accepted, name) for name in own] == [getattr(initiative, name) for name in own]
    assert accepted.author == author


def test_accepting_replaces_lists_and_parts():
    kept, dropped, added = make_area(), make_area(), make_area()
    initiative = with_every_part(published(areas=[kept, dropped]))
    proposal = propose_change(initiative, by=make_user())
    proposal.areas.set([kept, added])
    proposal.links.all().delete()
    proposal.results.update(value=300)
    Result.objects.create(initiative=proposal, kind="other", description_uk="Дві вистави")
    reviewed(proposal)

    accept_proposal(proposal, by=make_staff())

    assert set(initiative.areas.all()) == {kept, added}
    assert not initiative.links.exists()
    assert [result.value for result in initiative.results.all()] == [300, None]
    assert content_of_parts(initiative) == content_of_parts(proposal)


def test_accepting_keeps_contact_and_consents():
    initiative = published()
    contact = Contact.objects.create(initiative=initiative, name="Олена", email="olena@example.org")
    Consent.objects.create(initiative=initiative, kind="publication", text_version="1")

    accept_proposal(reviewed(propose_change(initiative, by=make_user())), by=make_staff())

    assert Initiative.objects.get(pk=initiative.pk).contact == contact
    assert initiative.consents.count() == 1


def test_accepting_is_logged_at_the_proposal():
    initiative, staff = published(), make_staff()
    proposal = reviewed(propose_change(initiative, by=make_user()))

    accept_proposal(proposal, by=staff, note="Дякуємо")

    last = Transition.objects.of(proposal).last()
    assert (last.source, last.target, last.by, last.note) == (Status.IN_REVIEW, Status.ACCEPTED, staff, "Дякуємо")


def refuses_to_accept(proposal, error):
    before = Initiative.objects.values().get(pk=proposal.replaces_id)
    status = Initiative.objects.get(pk=proposal.pk).status
    with pytest.raises(error):
        accept_proposal(proposal, by=make_staff())
    assert Initiative.objects.values().get(pk=proposal.replaces_id) == before
    assert Initiative.objects.get(pk=proposal.pk).status == status


def test_proposal_to_an_older_version_is_refused():
    initiative = published()
    proposal = reviewed(propose_change(initiative, by=make_user()), title_uk="Нова назва")
    initiative.summary_uk = "Хтось виправив."
    initiative.save()

    refuses_to_accept(proposal, AlreadyMoved)


def test_proposal_begins_with_what_readers_see_now():
    initiative = published()
    newer = Initiative.objects.get(pk=initiative.pk)
    newer.summary_uk = "Хтось виправив."
    newer.save()

    proposal = propose_change(initiative, by=make_user())

    assert (proposal.summary_uk, proposal.based_on) == ("Хтось виправив.", newer.updated_at)


def test_proposal_to_a_withdrawn_initiative_is_refused():
    initiative = published()
    proposal = reviewed(propose_change(initiative, by=make_user()))
    initiative.withdraw(by=make_staff())

    refuses_to_accept(proposal, AlreadyMoved)


def test_second_proposal_follows_the_first():
    initiative = published()
    accept_proposal(reviewed(propose_change(initiative, by=make_user()), title_uk="Друга назва"), by=make_staff())
    initiative.refresh_from_db()

    accept_proposal(reviewed(propose_change(initiative, by=make_user()), title_uk="Третя назва"), by=make_staff())

    initiative.refresh_from_db()
    assert initiative.title_uk == "Третя назва"


def test_proposal_that_nobody_reviewed_is_refused():
    proposal = propose_change(published(), by=make_user())
    proposal.title_uk = "Нова назва"
    proposal.save()

    refuses_to_accept(proposal, InvalidTransition)


def test_proposal_with_english_alone_is_refused():
    proposal = reviewed(propose_change(published(), by=make_user()))
    proposal.lessons_en = "Lessons."
    proposal.save()

    refuses_to_accept(proposal, InvalidTransition)


def test_accepting_that_fails_on_the_way_changes_nothing(monkeypatch):
    proposal = reviewed(propose_change(published(), by=make_user()), title_uk="Нова назва")

    def fail(source, target):
        raise RuntimeError

    monkeypatch.setattr(actions, "_copy_lists_and_parts", fail)

    refuses_to_accept(proposal, RuntimeError)


def test_declined_proposal_leaves_the_initiative_as_it_is():
    initiative = published(title_uk="Стара назва")
    proposal = reviewed(propose_change(initiative, by=make_user()), title_uk="Нова назва")

    proposal.decline(by=make_staff(), note="Ні")

    initiative.refresh_from_db()
    assert initiative.title_uk == "Стара назва"


def test_accept_refuses_what_proposes_no_change():
    initiative = make_initiative()

    with pytest.raises(InvalidTransition):
        accept_proposal(initiative, by=None)

    initiative.refresh_from_db()
    assert initiative.is_published
