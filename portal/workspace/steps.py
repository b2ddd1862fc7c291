"""The next best step: the one thing that a coordinator's day page puts first.

The rules are asked in the order in which they stand in ``RULES``; the first that has something to say wins. People who
wait come before texts that wait, texts that readers see before texts that they do not, and growth comes last.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from portal.publishing.workflow import Status


@dataclass(frozen=True)
class Step:
    """What to do next: ``name`` for tests and styles, the rest for people."""

    name: str
    title: str
    why: str
    url: str
    action: str


def answer_changes(day):
    """The association read an initiative and waits for the city."""
    if initiative := day.first_with(Status.CHANGES_ASKED):
        return Step(
            "answer_changes",
            gettext("Answer the reviewer: “%(title)s”") % {"title": initiative},
            gettext("The association read the initiative and asks for changes. It waits for you."),
            reverse("initiatives:follow", args=[initiative.pk]),
            gettext("See what to change"),
        )
    return None


def answer_questions(day):
    """Somebody asked the city and waits."""
    if number := len(day.questions):
        return Step(
            "answer_questions",
            ngettext("Answer %(number)s question", "Answer %(number)s questions", number) % {"number": number},
            gettext("People wrote to your city through the portal and wait for an answer."),
            reverse("cities:questions", args=[day.city.katottg]),
            gettext("Read and answer"),
        )
    return None


def look_at_proposals(day):
    """A resident wrote an initiative for the city to hand in or decline."""
    if initiative := day.first_with(Status.WITH_CITY):
        return Step(
            "look_at_proposals",
            gettext("Look at a resident’s proposal: “%(title)s”") % {"title": initiative},
            gettext("Somebody wrote an initiative for your city. You decide whether to submit it."),
            reverse("initiatives:handover", args=[initiative.pk]),
            gettext("Read the proposal"),
        )
    return None


def check_facts(day):
    """Readers see facts that nobody has looked at for too long."""
    if number := len(day.stale_facts):
        return Step(
            "check_facts",
            ngettext(
                "Check whether %(number)s fact is still true", "Check whether %(number)s facts are still true", number
            )
            % {"number": number},
            gettext("Readers see them marked “needs checking again”. One press is enough where nothing changed."),
            "#facts",
            gettext("Go to the facts"),
        )
    return None


def finish_draft(day):
    """An initiative was begun."""
    if initiative := day.first_with(Status.DRAFT):
        return Step(
            "finish_draft",
            gettext("Finish the draft “%(title)s”") % {"title": initiative},
            gettext("Only your city sees it so far. You can stop and come back at any moment."),
            reverse("initiatives:write", args=[initiative.pk, "what"]),
            gettext("Go on writing"),
        )
    return None


def confirm_content(day):
    """Readers are told that the city has not confirmed what stands on the portal."""
    if day.unconfirmed:
        return Step(
            "confirm_content",
            gettext("Confirm what we took from public sources"),
            gettext("Until you do, readers see that the city has not confirmed it."),
            "#confirm",
            gettext("Look through it"),
        )
    return None


def translate(day):
    """English readers miss something."""
    if texts := day.incomplete_texts:
        return Step(
            "translate",
            gettext("Add English to “%(title)s”") % {"title": texts[0].item},
            gettext("Foreign partners see Ukrainian where English is missing."),
            texts[0].url,
            gettext("Add English"),
        )
    return None


def invite(day):
    """One coordinator falls ill, and the city falls silent."""
    if day.is_lead and day.people == 1 and not day.invitations:
        return Step(
            "invite",
            gettext("Invite a second person"),
            gettext("Then your city answers also when you are away."),
            reverse("cities:people", args=[day.city.katottg]),
            gettext("Invite"),
        )
    return None


def write_first(day):
    """The city has told of nothing yet."""
    if not day.initiatives:
        return Step(
            "write_first",
            gettext("Tell about your first initiative"),
            gettext("Four short steps. A title is enough to begin; everything you type is kept."),
            reverse("initiatives:new", args=[day.city.katottg]),
            gettext("Begin"),
        )
    return None


RULES = (
    answer_changes,
    answer_questions,
    look_at_proposals,
    check_facts,
    finish_draft,
    confirm_content,
    translate,
    invite,
    write_first,
)


def next_step(day) -> Step | None:
    """What to do first; None where everything is in order."""
    return next((step for rule in RULES if (step := rule(day))), None)
