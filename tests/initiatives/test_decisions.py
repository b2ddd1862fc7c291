"""What follows from a decision: the state, the comments, and letters to those whom they concern, or none of them."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone, translation

from initiatives import decisions, emails
from initiatives.actions import propose_change, rebase_proposal
from initiatives.models import FieldComment, Initiative
from portal.mail.models import Letter
from portal.publishing.models import Status, Transition
from portal.publishing.workflow import AlreadyMoved, InvalidTransition
from tests.factories import (
    make_city,
    make_complete_draft,
    make_guest,
    make_representative,
    make_staff,
    make_user,
    make_war_status,
)

pytestmark = pytest.mark.django_db


def make_coordinator(city, **overrides):
    role = overrides.pop("role", "editor")
    user = make_user(**overrides)
    make_representative(user=user, city=city, role=role, confirmed_at=timezone.now())
    return user


def make_handed_in(**overrides):
    """What the editor of a city handed in."""
    city = overrides.pop("city", None) or make_city()
    author = overrides.pop("author", None) or make_coordinator(city)
    draft = make_complete_draft(city=city, author=author, **overrides)
    decisions.hand_in(draft, by=author)
    return draft


def make_taken(*, by=None, **overrides):
    """The same, under review; without the letters so far."""
    initiative = make_handed_in(**overrides)
    decisions.take(initiative, by=by or make_staff())
    Letter.objects.all().delete()
    return initiative


def make_taken_proposal(**overrides):
    initiative = make_taken(**overrides)
    decisions.publish(initiative, by=make_staff())
    proposal = propose_change(initiative, by=initiative.author)
    proposal.title_uk = "Краща назва"
    proposal.save()
    decisions.hand_in(proposal, by=initiative.author)
    decisions.take(proposal, by=make_staff())
    Letter.objects.all().delete()
    return proposal


def comment(initiative, field="results", text="Як рахували?"):
    return FieldComment.objects.create(initiative=initiative, field=field, text=text, is_draft=True)


def recipients(kind):
    return sorted(Letter.objects.filter(kind=kind).values_list("to", flat=True))


DECISIONS = {
    "initiative_changes_asked": decisions.ask_for_changes,
    "initiative_published": decisions.publish,
    "initiative_declined": decisions.decline,
}
each_decision = pytest.mark.parametrize(("kind", "decide"), DECISIONS.items(), ids=DECISIONS)


# Handing in


def test_hand_in_sends_a_receipt_to_the_author_and_a_notice_to_the_office():
    initiative = make_handed_in()

    assert recipients("initiative_handed_in") == [initiative.author.email]
    assert recipients("initiative_to_review") == [settings.OFFICE_EMAIL]


def test_receipt_goes_to_who_pressed_the_button_too():
    city = make_city()
    draft = make_complete_draft(city=city, author=make_coordinator(city))
    colleague = make_coordinator(city)

    decisions.hand_in(draft, by=colleague)

    assert recipients("initiative_handed_in") == sorted([draft.author.email, colleague.email])


@time_machine.travel(datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC), tick=False)
@pytest.mark.parametrize(("language", "day"), [("uk", "4 грудня 2026 року"), ("en", "4 December 2026")])
def test_receipt_says_by_when_the_answer_comes(language, day):
    city = make_city()
    make_handed_in(city=city, author=make_coordinator(city, language=language))

    assert day in Letter.objects.get(kind="initiative_handed_in").text


def test_hand_in_answers_the_comments_at_fields():
    initiative = make_taken()
    comment(initiative)
    decisions.ask_for_changes(initiative, by=make_staff())

    decisions.hand_in(initiative, by=initiative.author)

    assert not initiative.field_comments.open().exists()


def test_incomplete_draft_sends_no_letter():
    draft = make_complete_draft(summary_uk="", summary_en="")

    with pytest.raises(InvalidTransition):
        decisions.hand_in(draft, by=make_user())

    assert not Letter.objects.exists()


def test_second_hand_in_of_one_draft_sends_no_second_letter():
    city = make_city()
    draft = make_complete_draft(city=city, author=make_coordinator(city))
    twin = Initiative.objects.get(pk=draft.pk)
    decisions.hand_in(draft, by=draft.author)

    with pytest.raises(AlreadyMoved):
        decisions.hand_in(twin, by=draft.author)

    assert Letter.objects.count() == 2


# To whom letters go


@each_decision
def test_answer_goes_to_the_author_and_the_leads(kind, decide):
    city = make_city()
    lead = make_coordinator(city, role="lead")
    make_coordinator(city)  # an editor who did not write it
    make_coordinator(make_city(), role="lead")
    initiative = make_taken(city=city)

    decide(initiative, by=make_staff(), note="Дякуємо.")

    assert recipients(kind) == sorted([initiative.author.email, lead.email])


@each_decision
def test_answer_goes_to_nobody_who_speaks_for_the_city_no_more(kind, decide):
    city = make_city()
    make_coordinator(city, role="lead", is_active=False)
    make_representative(city=city, role="lead")  # not confirmed yet
    initiative = make_taken(city=city)
    city.representatives.filter(user=initiative.author).delete()

    decide(initiative, by=make_staff(), note="Дякуємо.")

    assert recipients(kind) == []


@each_decision
def test_answer_comes_in_the_language_of_each(kind, decide):
    city = make_city()
    lead = make_coordinator(city, role="lead", language="en")
    initiative = make_taken(city=city, title_uk="Школа", title_en="The School")

    decide(initiative, by=make_staff(), note="Дякуємо.")

    ours, theirs = Letter.objects.get(to=initiative.author.email), Letter.objects.get(to=lead.email)
    assert (ours.language, theirs.language) == ("uk", "en")
    assert ("«Школа»" in ours.subject, "“The School”" in theirs.subject) == (True, True)
    assert ("/en/" in ours.text, "/en/" in theirs.text) == (False, True)


@each_decision
def test_answer_goes_to_a_guest_with_the_private_link(kind, decide):
    initiative = make_taken()
    guest = make_guest(initiative=initiative, language="en")

    decide(Initiative.objects.get(pk=initiative.pk), by=make_staff(), note="Дякуємо.")

    letter = Letter.objects.get(to=guest.email)
    assert (letter.kind, letter.language, letter.is_secret) == (kind, "en", True)
    if kind != "initiative_published":  # which leads to the public page
        assert f"{settings.SITE_URL}/en/propose/{guest.token}/" in letter.text


def test_answer_goes_to_no_address_that_nobody_confirmed():
    initiative = make_taken()
    guest = make_guest(initiative=initiative, confirmed_at=None)

    decisions.decline(Initiative.objects.get(pk=initiative.pk), by=make_staff(), note="Ні.")

    assert not Letter.objects.filter(to=guest.email).exists()


@each_decision
def test_letter_names_no_other_person(kind, decide):
    city = make_city()
    make_war_status(city=city)
    lead = make_coordinator(city, role="lead", name="Ведуча Керівна")
    author = make_coordinator(city, name="Авторка Пише")
    reviewer = make_staff(name="Рецензент Суворий")
    initiative = make_taken(city=city, author=author)
    guest = make_guest(initiative=initiative, name="Гостя Таємна")

    decide(Initiative.objects.get(pk=initiative.pk), by=reviewer, note="Дякуємо.")

    people = {person.email: person.name for person in (lead, author, reviewer, guest)}
    for letter in Letter.objects.all():
        others = [name for email, name in people.items() if email != letter.to] + list(people.keys() - {letter.to})
        assert [word for word in others if word in letter.text + letter.html + letter.subject] == []


def test_notice_to_the_office_names_no_person():
    city = make_city()
    author = make_coordinator(city, name="Авторка Пише")

    make_handed_in(city=city, author=author)

    notice = Letter.objects.get(kind="initiative_to_review")
    assert city.name_uk in notice.text
    assert [word for word in (author.name, author.email) if word in notice.text + notice.html] == []


# What letters say


@each_decision
def test_answer_brings_the_note_and_the_comments_at_fields(kind, decide):
    initiative = make_taken()
    comment(initiative, "activities", "Хто <веде> заняття?")

    decide(initiative, by=make_staff(), note="Дякуємо & чекаємо.")

    letter = Letter.objects.get(kind=kind)
    assert "Дякуємо & чекаємо." in letter.text
    assert "* Заходи й методика: Хто <веде> заняття?" in letter.text
    assert "Хто &lt;веде&gt; заняття?" in letter.html


def test_letter_about_changes_leads_to_the_initiative():
    initiative = make_taken()

    decisions.ask_for_changes(initiative, by=make_staff(), note="Додайте рік.")

    assert f"{settings.SITE_URL}/workspace/initiatives/{initiative.pk}/" in Letter.objects.get().text


def test_letter_about_publication_leads_to_the_page():
    initiative = make_taken()

    decisions.publish(initiative, by=make_staff())

    assert settings.SITE_URL + initiative.get_absolute_url() in Letter.objects.get().text


def test_letter_about_an_accepted_change_leads_to_the_published_page():
    proposal = make_taken_proposal()

    decisions.accept(proposal, by=make_staff())

    letter = Letter.objects.get(kind="initiative_change_accepted")
    assert letter.to == proposal.author.email
    assert settings.SITE_URL + proposal.replaces.get_absolute_url() in letter.text


# Comments


@each_decision
def test_comments_become_visible_with_the_decision(kind, decide):
    initiative = make_taken()
    comment(initiative)
    assert not initiative.field_comments.open().exists()

    decide(initiative, by=make_staff(), note="Дякуємо.")

    assert [each.field for each in initiative.field_comments.open()] == ["results"]


def test_draft_of_the_answer_as_a_whole_goes_with_the_decision():
    initiative = make_taken()
    comment(initiative, FieldComment.ANSWER, "Чернетка")

    decisions.ask_for_changes(initiative, by=make_staff(), note="Додайте рік.")

    assert not initiative.field_comments.exists()


def test_changes_are_asked_with_comments_alone():
    initiative = make_taken()
    comment(initiative)

    decisions.ask_for_changes(initiative, by=make_staff())

    assert initiative.status == Status.CHANGES_ASKED


def test_changes_are_not_asked_without_a_word():
    initiative = make_taken()

    with pytest.raises(InvalidTransition):
        decisions.ask_for_changes(initiative, by=make_staff())

    initiative.refresh_from_db()
    assert initiative.status == Status.IN_REVIEW


# All or nothing


@each_decision
def test_decision_without_its_letter_does_not_happen(kind, decide, monkeypatch):
    initiative = make_taken()
    comment(initiative)

    def fail(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(emails, "post", fail)
    with pytest.raises(DatabaseError):
        decide(initiative, by=make_staff(), note="Дякуємо.")

    stored = Initiative.objects.get(pk=initiative.pk)
    assert (stored.status, stored.field_comments.drafts().count()) == (Status.IN_REVIEW, 1)
    assert Transition.objects.of(stored).last().target == Status.IN_REVIEW


@each_decision
def test_second_decision_sends_no_letter(kind, decide):
    initiative = make_taken()
    twin = Initiative.objects.get(pk=initiative.pk)
    decisions.decline(initiative, by=make_staff(), note="Ні.")
    Letter.objects.all().delete()

    with pytest.raises(AlreadyMoved):
        decide(twin, by=make_staff(), note="Дякуємо.")

    assert not Letter.objects.exists()


def test_proposal_whose_base_has_changed_sends_no_letter():
    proposal = make_taken_proposal()
    proposal.replaces.save()

    with pytest.raises(AlreadyMoved):
        decisions.accept(proposal, by=make_staff())

    assert not Letter.objects.exists()


def test_own_publication_of_staff_sends_no_letter():
    city = make_city()
    make_coordinator(city, role="lead")
    initiative = make_complete_draft(city=city, origin="sources")

    decisions.publish(initiative, by=make_staff())

    assert (initiative.status, Letter.objects.count()) == (Status.PUBLISHED, 0)


def test_what_is_brought_back_to_readers_sends_no_letter():
    initiative = make_taken()
    decisions.publish(initiative, by=make_staff())
    initiative.withdraw(by=make_staff())
    Letter.objects.all().delete()

    decisions.publish(initiative, by=make_staff())

    assert not Letter.objects.exists()


# In whose hands it is


def test_take_begins_the_review():
    initiative, staff = make_handed_in(), make_staff()

    decisions.take(initiative, by=staff)

    stored = Initiative.objects.get(pk=initiative.pk)
    assert (stored.status, stored.reviewer) == (Status.IN_REVIEW, staff)


def test_take_from_another_changes_the_reviewer_and_not_the_state():
    initiative, staff = make_taken(), make_staff()
    log = Transition.objects.of(initiative).count()

    decisions.take(initiative, by=staff)

    assert Initiative.objects.get(pk=initiative.pk).reviewer == staff
    assert Transition.objects.of(initiative).count() == log


def test_take_of_what_does_not_wait_is_refused():
    draft = make_complete_draft()

    with pytest.raises(InvalidTransition):
        decisions.take(draft, by=make_staff())

    assert Initiative.objects.get(pk=draft.pk).reviewer is None


def test_give_back_leaves_it_to_the_next():
    initiative = make_taken()

    decisions.give_back(initiative)

    stored = Initiative.objects.get(pk=initiative.pk)
    assert (stored.status, stored.reviewer) == (Status.IN_REVIEW, None)


# Rebasing


def test_rebased_proposal_can_be_accepted():
    proposal, staff = make_taken_proposal(), make_staff()
    initiative = proposal.replaces
    initiative.summary_uk = "Тим часом змінено."
    initiative.save()

    rebase_proposal(proposal, by=staff)
    decisions.accept(proposal, by=staff)

    initiative.refresh_from_db()
    assert (initiative.title_uk, initiative.summary_uk) == ("Краща назва", proposal.summary_uk)


def test_rebasing_is_logged():
    proposal, staff = make_taken_proposal(), make_staff()

    rebase_proposal(proposal, by=staff)

    entry = Transition.objects.of(proposal).last()
    assert (entry.source, entry.target, entry.by) == (Status.IN_REVIEW, Status.IN_REVIEW, staff)
    assert entry.note


def test_proposal_to_what_is_not_published_any_more_is_not_rebased():
    proposal = make_taken_proposal()
    proposal.replaces.withdraw(by=make_staff())

    with pytest.raises(InvalidTransition):
        rebase_proposal(proposal, by=make_staff())

    assert Transition.objects.of(proposal).last().note == ""


def test_proposal_that_is_decided_is_not_rebased():
    proposal = make_taken_proposal()
    decisions.decline(proposal, by=make_staff(), note="Ні.")

    with pytest.raises(AlreadyMoved):
        rebase_proposal(proposal, by=make_staff())


# The queue


def test_queue_begins_with_what_was_handed_in_first():
    with time_machine.travel(datetime.datetime(2026, 11, 3, tzinfo=datetime.UTC), tick=False):
        newer_row = make_handed_in()
    with time_machine.travel(datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC), tick=False):
        older = make_taken()
    make_complete_draft()

    assert list(Initiative.objects.in_review_queue()) == [older, newer_row]


def test_waiting_counts_from_the_last_time_it_was_handed_in():
    with time_machine.travel(datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC), tick=False):
        initiative = make_taken()
        decisions.ask_for_changes(initiative, by=make_staff(), note="Додайте рік.")
    with time_machine.travel(datetime.datetime(2026, 11, 16, 10, tzinfo=datetime.UTC), tick=False):
        decisions.hand_in(initiative, by=initiative.author)

    with time_machine.travel(datetime.datetime(2026, 11, 18, 10, tzinfo=datetime.UTC), tick=False):
        found = Initiative.objects.in_review_queue().get()
        assert (found.was_returned, found.waiting_days) == (True, 2)


@pytest.mark.parametrize(("day", "is_late"), [(16, False), (17, True)])
def test_answer_is_late_after_ten_working_days(day, is_late):
    with time_machine.travel(datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC), tick=False):
        make_handed_in()

    with time_machine.travel(datetime.datetime(2026, 11, day, 10, tzinfo=datetime.UTC), tick=False):
        assert Initiative.objects.in_review_queue().get().is_late == is_late


def test_staff_do_not_see_what_is_not_handed_in():
    make_complete_draft()
    with_city = make_complete_draft()
    with_city.hand_to_city(by=None)
    waiting = make_handed_in()

    assert list(Initiative.objects.known_to_staff()) == [waiting]


@pytest.mark.parametrize("language", ["uk", "en"])
def test_answer_is_written_in_the_language_of_the_author(language):
    city = make_city()
    initiative = make_handed_in(city=city, author=make_coordinator(city, language=language))

    with translation.override("uk"):
        assert initiative.answer_language == language
