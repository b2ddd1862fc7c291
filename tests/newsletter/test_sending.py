"""A digest goes out once: to everybody, to nobody twice, whatever is pressed, killed or erased meanwhile."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from portal.mail.models import Letter
from portal.newsletter import emails, sending
from portal.newsletter.models import Delivery, Digest, Subscriber
from portal.publishing.workflow import InvalidTransition
from tests.factories import make_article, make_city, make_digest, make_initiative, make_staff, make_subscriber

pytestmark = pytest.mark.django_db


class Killed(KeyboardInterrupt):
    """What ends a worker without a word."""


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch):
    monkeypatch.setattr(sending, "STEP", 2)


@pytest.fixture
def digest():
    return make_digest(make_article())


@pytest.fixture
def readers():
    return [make_subscriber().email for _number in range(5)]


def send(digest, capture):
    with capture(execute=True):
        sending.send(digest, by=make_staff())
    digest.refresh_from_db()


def addresses():
    return sorted(Letter.objects.values_list("to", flat=True))


def test_everybody_gets_one_letter(digest, readers, django_capture_on_commit_callbacks):
    send(digest, django_capture_on_commit_callbacks)

    assert addresses() == sorted(readers)
    assert (digest.state, digest.letters, digest.passed_over) == ("sent", 5, 0)
    assert digest.sent_at
    assert digest.sent_by.is_staff


def test_who_got_it_is_not_kept_after_the_sending(digest, readers, django_capture_on_commit_callbacks):
    send(digest, django_capture_on_commit_callbacks)

    assert not Delivery.objects.exists()


def test_whoever_has_nothing_to_read_gets_no_letter(django_capture_on_commit_callbacks):
    lviv = make_city()
    digest = make_digest(make_initiative(city=lviv))
    make_subscriber(email="lviv@example.org", cities=[lviv])
    make_subscriber(email="sumy@example.org", cities=[make_city()])

    send(digest, django_capture_on_commit_callbacks)

    assert addresses() == ["lviv@example.org"]
    assert (digest.letters, digest.passed_over) == (1, 1)


def test_second_click_sends_nothing(digest, readers, django_capture_on_commit_callbacks):
    same = Digest.objects.get()  # as another page has it
    send(digest, django_capture_on_commit_callbacks)

    with pytest.raises(InvalidTransition):
        sending.send(same, by=make_staff())

    assert addresses() == sorted(readers)


def test_digest_without_anything_to_read_is_not_sent(readers):
    digest = make_digest()

    with pytest.raises(InvalidTransition):
        sending.send(digest, by=make_staff())

    assert Digest.objects.get().is_draft


@pytest.mark.parametrize("dies_at", [1, 2, 3, 4, 5])
def test_killed_sending_goes_on_and_nobody_gets_two(
    digest, readers, monkeypatch, dies_at, django_capture_on_commit_callbacks
):
    write, written = emails.newsletter_digest, []

    def die(*args):
        write(*args)
        written.append(args)
        if len(written) == dies_at:
            raise Killed

    monkeypatch.setattr(emails, "newsletter_digest", die)
    with pytest.raises(Killed):
        send(digest, django_capture_on_commit_callbacks)
    whole_steps = (dies_at - 1) // 2 * 2
    assert Letter.objects.count() == Delivery.objects.count() == whole_steps

    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("assemble_digest", stdout=out)

    digest.refresh_from_db()
    assert "the sending goes on" in out.getvalue()
    assert addresses() == sorted(readers)
    assert (digest.state, digest.letters) == ("sent", 5)


def test_two_workers_share_the_work(digest, readers):
    digest.begin_sending(by=make_staff())

    steps = [sending.deliver_step(digest.pk) for _turn in range(5)]

    assert steps == [True, True, True, False, False]
    assert addresses() == sorted(readers)


def test_database_refuses_a_second_delivery(digest):
    reader = make_subscriber()
    Delivery.objects.create(digest=digest, subscriber=reader)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(digest=digest, subscriber=reader)


def test_worker_leaves_drafts_and_strangers_alone(digest, readers):
    sending.deliver.call(digest.pk)
    assert not sending.deliver_step(999_999)
    assert not Letter.objects.exists()


def test_whoever_leaves_during_the_sending_gets_no_letter_any_more(digest, readers):
    digest.begin_sending(by=make_staff())
    sending.deliver_step(digest.pk)
    reached, waiting = readers[0], readers[4]

    Subscriber.objects.filter(email__in=[reached, waiting]).erase()
    while sending.deliver_step(digest.pk):
        pass

    assert addresses() == sorted(readers[1:4])


def test_form_left_open_does_not_take_the_sending_back(digest, readers):
    stale = Digest.objects.get()
    digest.begin_sending(by=make_staff())

    stale.intro_uk = "Запізно"
    stale.save()

    assert Digest.objects.get().is_being_sent


def test_step_takes_the_same_queries_for_two_readers_as_for_one_but_a_letter(django_assert_max_num_queries):
    digest = make_digest(make_article(), make_initiative())
    make_subscriber(cities=[make_city()])
    make_subscriber()
    digest.begin_sending(by=make_staff())

    with django_assert_max_num_queries(24):
        sending.deliver_step(digest.pk)
