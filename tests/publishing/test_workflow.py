"""The one door through which a publication changes its state."""

import threading
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from initiatives.models import Initiative
from portal.publishing.models import Transition
from portal.publishing.workflow import AlreadyMoved, InvalidTransition, Status, move
from tests.factories import make_article, make_city, make_initiative, make_partner, make_staff

pytestmark = pytest.mark.django_db

D, Y, S, R, C, P, X, W, A = (
    Status.DRAFT,
    Status.WITH_CITY,
    Status.SUBMITTED,
    Status.IN_REVIEW,
    Status.CHANGES_ASKED,
    Status.PUBLISHED,
    Status.DECLINED,
    Status.WITHDRAWN,
    Status.ACCEPTED,
)
REVIEWED = {(D, S), (D, Y), (Y, S), (Y, D), (Y, X), (S, R), (S, D), (R, C), (R, P), (R, X), (C, S), (P, W), (W, P)}
PROPOSAL = {(D, S), (S, R), (S, D), (R, C), (R, A), (R, X), (C, S)}
EDITORIAL = {(D, P), (P, W), (W, P)}


def make_proposal(**overrides):
    base = make_initiative()
    fields = {"replaces": base, "based_on": base.updated_at, "title_uk": "Зміна"}
    return Initiative.objects.create(**fields | overrides)


KINDS = {
    "an initiative of a city": (make_initiative, REVIEWED),
    "an initiative from public sources": (lambda **fields: make_initiative(origin="sources", **fields), EDITORIAL),
    "a proposed change": (make_proposal, PROPOSAL),
    "an article": (make_article, EDITORIAL),
    "a city": (make_city, EDITORIAL),
    "a partner": (make_partner, EDITORIAL),
}
# The database refuses these rows, so only an instance can claim to be there.
NO_SUCH_ROW = [
    ("an initiative of a city", A),
    ("an initiative from public sources", A),
    ("a proposed change", P),
    ("a proposed change", W),
]
LEGAL = [(kind, source, target) for kind in KINDS for source, target in sorted(KINDS[kind][1])]


def make_row(kind, status):
    make = KINDS[kind][0]
    if (kind, status) not in NO_SUCH_ROW:
        return make(status=status)
    row = make(status=Status.DRAFT)
    row.status = status
    return row


def stored(publication):
    """The row as the database has it, all columns."""
    return type(publication).objects.filter(pk=publication.pk).values().get()


# The table


@pytest.mark.parametrize(("kind", "source", "target"), LEGAL)
def test_move_takes_a_legal_step_and_logs_it(kind, source, target):
    row = make_row(kind, source)
    staff = make_staff()

    move(row, target, by=staff, note="Чому")

    assert row.status == stored(row)["status"] == target
    assert list(Transition.objects.of(row).values_list("source", "target", "by", "note")) == [
        (source, target, staff.pk, "Чому")
    ]


@pytest.mark.parametrize(("kind", "source"), list(product(KINDS, Status)))
def test_move_refuses_every_illegal_step_and_changes_nothing(kind, source):
    row, staff = make_row(kind, source), make_staff()
    before, refused = stored(row), set()

    for target in Status:
        if (source, target) not in KINDS[kind][1]:
            with pytest.raises(InvalidTransition) as refusal:
                move(row, target, by=staff)
            assert str(row) in str(refusal.value)
            assert (row.status, stored(row)) == (source, before)
            refused.add(target)

    assert refused
    assert not Transition.objects.exists()


@pytest.mark.parametrize(("kind", "source"), list(product(KINDS, Status)))
def test_can_move_to_agrees_with_the_table(kind, source):
    row = make_row(kind, source)

    assert {target for target in Status if row.can_move_to(target)} == {
        target for target in Status if (source, target) in KINDS[kind][1]
    }


@pytest.mark.parametrize(("kind", "status"), NO_SUCH_ROW)
def test_database_refuses_a_status_that_the_kind_does_not_have(kind, status):
    with pytest.raises(IntegrityError), transaction.atomic():
        KINDS[kind][0](status=status)


# The log


def test_move_logs_the_time_and_may_have_no_person():
    article = make_article(status=Status.DRAFT)
    before = timezone.now()

    logged = article.publish(by=None)

    assert logged.by is None
    assert before <= logged.at <= timezone.now()


def test_log_of_a_publication_begins_with_the_oldest_and_leaves_out_others():
    article, other, staff = make_article(status=Status.DRAFT), make_article(), make_staff()

    article.publish(by=staff)
    other.withdraw(by=staff)
    article.withdraw(by=staff)

    assert [logged.target for logged in Transition.objects.of(article)] == [Status.PUBLISHED, Status.WITHDRAWN]


def test_log_shows_people_without_a_query_each(django_assert_num_queries):
    article = make_article(status=Status.DRAFT)
    article.publish(by=make_staff(email="a@example.org"))
    article.withdraw(by=make_staff(email="b@example.org"))
    log = Transition.objects.of(article)

    with django_assert_num_queries(1):
        people = [str(logged.by) for logged in log]

    assert people == ["a@example.org", "b@example.org"]


def test_move_without_its_log_row_does_not_happen(monkeypatch):
    article = make_article(status=Status.DRAFT, slug=None)
    before = stored(article)

    def fail(*args, **kwargs):
        raise RuntimeError("The log is full.")

    monkeypatch.setattr(Transition, "save", fail)
    with pytest.raises(RuntimeError):
        article.publish(by=make_staff())

    assert stored(article) == before
    assert (article.status, article.published_at, article.slug) == (Status.DRAFT, None, None)


# Two people at once


def test_move_of_a_stale_instance_finds_somebody_was_faster():
    article = make_article(status=Status.DRAFT)
    stale = type(article).objects.get(pk=article.pk)
    article.publish(by=make_staff())
    before = stored(article)

    with pytest.raises(AlreadyMoved) as refusal:
        stale.publish(by=make_staff())

    assert str(article) in str(refusal.value)
    assert (stale.status, stored(article)) == (Status.DRAFT, before)
    assert Transition.objects.count() == 1


def test_move_of_a_deleted_row_finds_somebody_was_faster():
    article = make_article(status=Status.DRAFT)
    type(article).objects.get(pk=article.pk).delete()

    with pytest.raises(AlreadyMoved):
        article.publish(by=make_staff())

    assert not Transition.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_move_by_several_people_at_once_succeeds_for_one():
    if connection.vendor == "sqlite":
        pytest.skip(
            "SQLite's test database lies in memory, where writers fail instead of queueing; only a file queues."
        )
    initiative, staff = make_initiative(status=Status.IN_REVIEW), make_staff()
    targets = [Status.PUBLISHED, Status.DECLINED, Status.CHANGES_ASKED] * 2
    start, outcomes = threading.Barrier(len(targets), timeout=20), []

    def decide(target):
        try:
            seen = Initiative.objects.get(pk=initiative.pk)
            start.wait()
            outcomes.append(move(seen, target, by=staff).target)
        except AlreadyMoved:
            outcomes.append("too late")
        finally:
            connection.close()

    people = [threading.Thread(target=decide, args=[target]) for target in targets]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert outcomes.count("too late") == len(targets) - 1
    [logged] = Transition.objects.of(initiative)
    assert logged.target == stored(initiative)["status"]


# The first publication


def test_first_publication_fixes_date_and_slug():
    article = make_article(status=Status.DRAFT, slug=None, title_en="A day of learning")
    before = timezone.now()

    article.publish(by=make_staff())

    assert article.slug == stored(article)["slug"] == "a-day-of-learning"
    assert before <= article.published_at <= timezone.now()
    assert stored(article)["published_at"] == article.published_at


def test_first_publication_keeps_a_slug_that_was_chosen():
    article = make_article(status=Status.DRAFT, slug="chosen")

    article.publish(by=make_staff())

    assert stored(article)["slug"] == "chosen"


def test_publication_after_withdrawal_keeps_date_and_slug():
    article, staff = make_article(status=Status.DRAFT, slug=None, title_en="First"), make_staff()
    article.publish(by=staff)
    first = article.published_at
    article.withdraw(by=staff)
    article.title_en = "Second"
    article.save()

    article.publish(by=staff)

    row = stored(article)
    assert (row["published_at"], row["slug"]) == (first, "first")


def test_move_tells_when_the_row_changed():
    article = make_article()
    before = article.updated_at

    article.withdraw(by=make_staff())

    assert stored(article)["updated_at"] == article.updated_at > before


@pytest.mark.parametrize("status", Status)
def test_published_and_is_published_agree(status):
    article = make_article(status=status)

    assert article.is_published == type(article).objects.published().exists() == (status == Status.PUBLISHED)


@pytest.mark.parametrize("status", Status)
def test_waiting_for_staff_is_what_staff_must_decide(status):
    article = make_article(status=status)

    assert type(article).objects.waiting_for_staff().exists() == (status in (Status.SUBMITTED, Status.IN_REVIEW))
