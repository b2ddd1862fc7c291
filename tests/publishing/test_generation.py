"""What begins another generation: every change that readers may see, and nothing else."""

import pytest
from django.db import transaction
from django.utils import timezone

from initiatives.models import InitiativePartner
from portal.publishing.generation import Generation
from portal.publishing.models import Status
from portal.search.rebuilding import rebuild
from tests.factories import (
    make_area,
    make_article,
    make_award,
    make_city,
    make_event,
    make_indicator,
    make_initiative,
    make_letter,
    make_membership,
    make_network,
    make_page,
    make_partner,
    make_question,
    make_representative,
    make_staff,
    make_theme,
    make_user,
    make_war_status,
)
from tests.media.samples import make_photo

pytestmark = pytest.mark.django_db

SEEN = (
    *(make_area, make_article, make_award, make_city, make_event, make_indicator, make_initiative, make_membership),
    *(make_network, make_page, make_partner, make_representative, make_theme, make_war_status),
)
UNSEEN = (make_letter, make_question, make_user)


@pytest.fixture
def is_another():
    """Whether another generation has begun since the last look."""
    seen = []

    def look():
        seen.append(Generation.objects.current())
        return len(seen) > 1 and seen[-1] != seen[-2]

    look()
    return look


@pytest.mark.parametrize("make", SEEN)
def test_what_readers_see_begins_a_generation_when_it_comes_changes_and_goes(make, is_another):
    row = make()
    assert is_another()

    row.save()
    assert is_another()

    row.delete()
    assert is_another()


@pytest.mark.parametrize("make", UNSEEN)
def test_what_readers_do_not_see_begins_none(make, is_another):
    row = make()
    is_another()  # the city of a question came with it

    row.save()
    row.delete()

    assert not is_another()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.DECLINED])
def test_a_draft_and_its_parts_begin_none(status, is_another):
    city, partner, area = make_city(), make_partner(), make_area()
    is_another()

    draft = make_initiative(city=city, status=status, slug=None)
    InitiativePartner.objects.create(initiative=draft, partner=partner)
    draft.areas.add(area)
    draft.save()

    assert not is_another()


def test_each_list_of_a_published_row_begins_one(is_another):
    initiative, area = make_initiative(), make_area()
    is_another()

    initiative.areas.add(area)
    assert is_another()

    initiative.areas.remove(area)
    assert is_another()


def test_publishing_and_withdrawing_begin_one_each(is_another):
    initiative, staff = make_initiative(status=Status.IN_REVIEW, slug=None), make_staff()
    is_another()

    initiative.publish(by=staff)
    assert is_another()

    initiative.withdraw(by=staff)
    assert is_another()


def test_a_photo_begins_one_when_its_words_change_or_its_renditions_come(is_another):
    photo = make_photo()
    is_another()

    photo.alt_uk = "Люди слухають"
    photo.save()
    assert is_another()

    photo.make_renditions()
    assert is_another()


def test_a_new_photo_that_nothing_shows_begins_none_by_itself(is_another):
    make_photo()

    assert not is_another()


def test_an_index_made_anew_begins_one(is_another):
    rebuild()

    assert is_another()


def test_signing_in_begins_none(client, is_another):
    user = make_user(last_login=timezone.now())

    client.force_login(user)

    assert not is_another()


def test_what_is_taken_back_leaves_the_generation_as_it_was(is_another):
    with transaction.atomic():
        make_city()
        transaction.set_rollback(True)

    assert not is_another()
