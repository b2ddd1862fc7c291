import datetime

import pytest
from django.urls import reverse

from initiatives.actions import propose_change
from initiatives.models import Area, Consent, Contact, Initiative
from portal.publishing.models import Status, Transition
from tests.factories import make_area, make_city, make_complete_draft, make_initiative, make_staff, make_user
from tests.forms_on_page import form_data

pytestmark = pytest.mark.django_db

ADD = "/admin/initiatives/initiative/add/"
LIST = "/admin/initiatives/initiative/"


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def change_url(initiative):
    return reverse("admin:initiatives_initiative_change", args=[initiative.pk])


def move(client, initiative, target, **data):
    url = reverse("admin:initiatives_initiative_move", args=[initiative.pk, target])
    response = client.post(url, data, follow=True)
    initiative.refresh_from_db()
    return [str(message) for message in response.context["messages"]]


def save(client, initiative, **changes):
    return client.post(
        change_url(initiative), form_data(client.get(change_url(initiative)), "initiative_form") | changes
    )


def make_submitted(by):
    initiative = make_complete_draft()
    initiative.submit(by=by)
    return initiative


def make_reviewed(by):
    initiative = make_submitted(by)
    initiative.start_review(by=by)
    return initiative


def make_reviewed_proposal(initiative, by):
    proposal = propose_change(initiative, by=by)
    proposal.title_uk = "Краща назва"
    proposal.save()
    proposal.submit(by=by)
    proposal.start_review(by=by)
    return proposal


def make_published(by):
    initiative = make_reviewed(by)
    initiative.publish(by=by)
    return initiative


# Adding and editing


def test_draft_needs_only_a_title_and_knows_who_entered_it(client, staff):
    response = client.post(ADD, form_data(client.get(ADD), "initiative_form") | {"title_uk": "Читальня в укритті"})

    initiative = Initiative.objects.get()
    assert response.status_code == 302
    assert (initiative.title_uk, initiative.status, initiative.author) == ("Читальня в укритті", "draft", staff)


def test_what_a_city_submitted_cannot_be_emptied(client, staff):
    initiative = make_submitted(staff)

    response = save(client, initiative, summary_uk="")

    initiative.refresh_from_db()
    assert response.status_code == 200
    assert initiative.summary_uk


def test_contact_is_edited_beside_and_has_no_history(client, staff):
    initiative = make_complete_draft()
    contact = {"TOTAL_FORMS": 1, "0-name": "Ольга", "0-email": "olha@example.org", "0-language": "uk"}

    save(client, initiative, **{f"contact-{name}": value for name, value in contact.items()})

    assert initiative.contact.name == "Ольга"
    assert not hasattr(Contact, "history")


def test_consent_stays_as_it_was_given(client, staff):
    initiative = make_complete_draft()
    Consent.objects.create(initiative=initiative, kind=Consent.Kind.PUBLICATION, text_version="1", given_by=staff)

    forged = {
        "consents-TOTAL_FORMS": 2,
        "consents-INITIAL_FORMS": 1,
        "consents-0-DELETE": "on",
        "consents-0-text_version": "2",
    }
    forged |= {"consents-0-id": Consent.objects.get().pk, "consents-1-kind": "unesco", "consents-1-text_version": "2"}
    save(client, initiative, **forged)

    assert list(Consent.objects.values_list("kind", "text_version")) == [("publication", "1")]


def test_draft_with_a_consent_can_be_deleted(client, staff):
    initiative = make_complete_draft()
    Consent.objects.create(initiative=initiative, kind=Consent.Kind.PUBLICATION, text_version="1")

    client.post(reverse("admin:initiatives_initiative_delete", args=[initiative.pk]), {"post": "yes"})

    assert not Initiative.objects.exists()


@pytest.mark.parametrize(
    ("make", "is_fixed"),
    [(lambda _by: make_complete_draft(), False), (make_reviewed, True), (make_published, False)],
    ids=["draft", "in review", "published"],
)
def test_origin_stands_still_while_a_review_goes_on(client, staff, make, is_fixed):
    initiative = make(staff)

    form = client.get(change_url(initiative)).context["adminform"].form

    assert ("origin" not in form.fields) == is_fixed


# Lists


@pytest.mark.parametrize("template", ["{}", "№ {}", "#{}", " {} "])
def test_initiative_is_found_by_its_number(client, staff, template):
    initiative = make_initiative()
    make_initiative()

    response = client.get(LIST, {"q": template.format(initiative.pk)})

    assert initiative in response.context["cl"].result_list


def test_proposals_stand_apart(client, staff):
    initiative = make_published(staff)
    proposal = propose_change(initiative, by=staff)

    rows = {kind: list(client.get(LIST, {"proposal": kind}).context["cl"].result_list) for kind in ("yes", "no")}

    assert rows == {"yes": [proposal], "no": [initiative]}


def test_proposal_is_not_offered_where_initiatives_are_chosen(client, staff):
    initiative = make_published(staff)
    propose_change(initiative, by=staff)

    field = {"app_label": "news", "model_name": "event", "field_name": "initiative", "term": ""}
    response = client.get(reverse("admin:autocomplete"), field)

    assert [int(result["id"]) for result in response.json()["results"]] == [initiative.pk]


def test_what_waits_for_staff_is_one_click_away(client, staff):
    waiting = make_submitted(staff)
    make_complete_draft()

    response = client.get(LIST, {"attention": "waiting_for_staff"})

    assert list(response.context["cl"].result_list) == [waiting]


# Review


def test_review_goes_from_button_to_button(client, staff):
    initiative = make_complete_draft()

    for target in ("submitted", "in_review", "changes_asked"):
        move(client, initiative, target, note="Додайте, будь ласка, рік.")
    for target in ("submitted", "in_review", "published", "withdrawn", "published"):
        move(client, initiative, target)

    assert initiative.status == Status.PUBLISHED
    assert Transition.objects.of(initiative).count() == 8


def test_buttons_follow_the_state(client, staff):
    initiative = make_reviewed(staff)

    decisions = client.get(change_url(initiative)).context["decisions"]

    targets = [decision.url.rstrip("/").rpartition("/")[2] for decision in decisions]
    assert targets == ["published", "changes_asked", "declined"]
    assert [decision.note for decision in decisions] == ["", "required", "required"]


@pytest.mark.parametrize("target", ["changes_asked", "declined"])
@pytest.mark.parametrize("note", ["", "   "])
def test_city_is_told_why(client, staff, target, note):
    initiative = make_reviewed(staff)

    messages = move(client, initiative, target, note=note)

    assert len(messages) == 1
    assert initiative.status == Status.IN_REVIEW


def test_incomplete_draft_is_not_submitted_and_the_message_names_what_is_missing(client, staff):
    initiative = make_initiative(status=Status.DRAFT, slug=None, stage="")

    messages = move(client, initiative, "submitted")

    assert initiative.status == Status.DRAFT
    assert len(messages) == 1


# Proposals


def test_accepted_proposal_becomes_the_published_version(client, staff):
    initiative = make_published(staff)
    proposal = make_reviewed_proposal(initiative, staff)

    move(client, proposal, "accepted", note="Дякуємо.")

    initiative.refresh_from_db()
    assert (initiative.title_uk, initiative.status) == ("Краща назва", Status.PUBLISHED)
    assert proposal.status == Status.ACCEPTED
    assert Transition.objects.of(proposal).last().note == "Дякуємо."


def test_proposal_to_what_has_changed_since_is_a_message_and_changes_nothing(client, staff):
    initiative = make_published(staff)
    proposal = make_reviewed_proposal(initiative, staff)
    initiative.title_uk = "Інша назва"
    initiative.save()

    messages = move(client, proposal, "accepted")

    initiative.refresh_from_db()
    assert (initiative.title_uk, proposal.status) == ("Інша назва", Status.IN_REVIEW)
    assert len(messages) == 1


def test_accepting_what_is_no_proposal_is_a_message(client, staff):
    initiative = make_reviewed(staff)

    messages = move(client, initiative, "accepted")

    assert initiative.status == Status.IN_REVIEW
    assert len(messages) == 1


def test_proposal_shows_what_it_replaces_and_what_it_changes(client, staff):
    initiative = make_published(staff)
    proposal = make_reviewed_proposal(initiative, staff)
    area = make_area(name_uk="Нова сфера")
    proposal.areas.add(area)

    content = client.get(change_url(proposal)).content.decode()

    assert f'<a href="{change_url(initiative)}">' in content
    assert f"<del>{initiative.title_uk}</del> → <ins>Краща назва</ins>" in content
    assert "Нова сфера</ins>" in content


def test_changes_are_shown_as_text(client, staff):
    initiative = make_published(staff)
    proposal = propose_change(initiative, by=staff)
    proposal.title_uk = "<script>alert(1)</script>"
    proposal.save()

    content = client.get(change_url(proposal)).content.decode()

    assert "<script>alert(1)" not in content


def test_published_initiative_shows_the_proposal_that_waits(client, staff):
    initiative = make_published(staff)
    proposal = make_reviewed_proposal(initiative, staff)

    assert f'<a href="{change_url(proposal)}">' in client.get(change_url(initiative)).content.decode()


def test_proposal_is_decided_by_those_who_may_change_initiatives(client, staff):
    initiative = make_published(staff)
    proposal = make_reviewed_proposal(initiative, staff)
    client.force_login(make_user(is_staff=True))

    response = client.post(reverse("admin:initiatives_initiative_move", args=[proposal.pk, "accepted"]))

    proposal.refresh_from_db()
    assert (response.status_code, proposal.status) == (403, Status.IN_REVIEW)


# Reference lists


def test_entry_of_a_reference_list_keeps_its_address(client, staff):
    area = make_area(slug="quality")
    url = reverse("admin:initiatives_area_change", args=[area.pk])

    client.post(url, form_data(client.get(url), "area_form") | {"slug": "other", "name_uk": "Якість навчання"})

    area.refresh_from_db()
    assert (area.slug, area.name_uk) == ("quality", "Якість навчання")


def test_second_entry_with_one_number_is_an_error_and_no_crash(client, staff):
    area, other = make_area(), make_area()
    url = reverse("admin:initiatives_area_change", args=[other.pk])

    response = client.post(url, form_data(client.get(url), "area_form") | {"number": area.number})

    assert response.status_code == 200
    assert Area.objects.filter(number=area.number).count() == 1


def test_retired_entries_can_be_listed(client, staff):
    retired = make_area(retired_on=datetime.date(2025, 1, 1))
    make_area()

    response = client.get(reverse("admin:initiatives_area_changelist"), {"retired_on__isempty": "0"})

    assert list(response.context["cl"].result_list) == [retired]


def test_city_of_an_initiative_cannot_be_deleted_and_nothing_breaks(client, staff):
    city = make_city(status=Status.DRAFT, slug=None)
    make_initiative(city=city)

    response = client.post(reverse("admin:cities_city_delete", args=[city.pk]), {"post": "yes"})

    assert response.status_code in (200, 403)
    assert Initiative.objects.get().city == city


def test_search_for_an_endless_number_finds_nothing(client, staff):
    make_initiative()

    response = client.get(LIST, {"q": "1" * 5000})

    assert response.status_code == 200
    assert response.context["cl"].result_count == 0
