"""Publication and withdrawal at a planned moment."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone, translation

from initiatives.models import Initiative
from news.models import Article
from portal.mail.models import Letter
from portal.publishing.models import Plan, Status, Transition
from portal.publishing.personal_data import export
from tests.factories import make_article, make_city, make_complete_draft, make_lead, make_staff, make_user
from tests.publishing.test_admin import make_editor, url

pytestmark = pytest.mark.django_db

DRAFT = {"status": Status.DRAFT, "slug": None, "published_at": None}


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def moment(days=1):
    return timezone.localtime(timezone.now() + datetime.timedelta(days=days)).replace(second=0, microsecond=0)


def typed(publish_at=None, withdraw_at=None):
    data = {}
    for name, at in {"publish_at": publish_at, "withdraw_at": withdraw_at}.items():
        data[f"{name}_0"] = at.strftime("%Y-%m-%d") if at else ""
        data[f"{name}_1"] = at.strftime("%H:%M:%S") if at else ""
    return data


def plan(client, row, **moments):
    return client.post(url(type(row), "plan", row.pk), typed(**moments))


def planned(row, target=Status.PUBLISHED, *, by, days=-1):
    return row.plans.create(target=target, at=moment(days), by=by)


def run():
    call_command("publish_planned")


# Planning


def test_moments_are_planned_in_kyiv_time(client, staff):
    article = make_article(**DRAFT)
    first, last = moment(1), moment(2)

    response = plan(client, article, publish_at=first, withdraw_at=last)

    found = Article.objects.planned().get()
    assert response.status_code == 302
    assert (found.publish_at, found.withdraw_at, found.next_move_at) == (first, last, first)
    assert {row.by for row in article.plans.all()} == {staff}
    assert not article.is_published


def test_change_page_says_what_is_planned(client, staff, language):
    article = make_article(**DRAFT)
    row = planned(article, by=staff, days=1)

    with translation.override(language):
        response = client.get(url(Article, "change", article.pk))

    assert [entry for entry, _url in response.context["plans"]] == [row]
    assert timezone.localtime(row.at).strftime("%H:%M") in response.content.decode()


def test_plan_is_cancelled_by_a_button(client, staff):
    article = make_article(**DRAFT)
    planned(article, by=staff, days=1)

    client.post(url(Article, "cancel_plan", article.pk, "published"))

    assert not Plan.objects.exists()
    assert LogEntry.objects.filter(user=staff, object_id=article.pk).exists()


def test_emptied_field_cancels_too(client, staff):
    article = make_article()
    planned(article, Status.WITHDRAWN, by=staff, days=1)

    plan(client, article)

    assert not Plan.objects.exists()


def test_plan_stays_in_the_name_of_whoever_made_it(client, staff):
    article = make_article(**DRAFT)
    other = make_staff()
    row = planned(article, by=other, days=1)

    plan(client, article, publish_at=row.at, withdraw_at=moment(3))

    assert {entry.target: entry.by for entry in article.plans.all()} == {
        Status.PUBLISHED: other,
        Status.WITHDRAWN: staff,
    }


@pytest.mark.parametrize(
    ("moments", "field"),
    [
        ({"publish_at": -1}, "publish_at"),
        ({"publish_at": 2, "withdraw_at": 1}, "withdraw_at"),
        ({"publish_at": 2, "withdraw_at": 2}, "withdraw_at"),
        ({"withdraw_at": 1}, "withdraw_at"),
    ],
)
def test_moment_that_cannot_be_is_refused_at_its_field(client, staff, moments, field):
    article = make_article(**DRAFT)
    data = {name: moment(days) for name, days in moments.items()}

    response = plan(client, article, **data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert data[field].strftime("%H:%M") in response.content.decode()
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("2030-03-31", "03:30:00"),
        ("x", "x"),
        ("2030-01-01", ""),
        ("9999-99-99", "12:00"),
        ("0001-01-01", "00:00"),
        ("\0", "1"),
    ],
)
def test_moment_that_is_none_is_refused_at_its_field(client, staff, day, hour):
    article = make_article(**DRAFT)

    response = client.post(url(Article, "plan", article.pk), {"publish_at_0": day, "publish_at_1": hour})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["publish_at"]


def test_planning_asks_what_publishing_asks(client, staff):
    article = make_article(**DRAFT, lead_uk="", lead_en="In English only.")

    response = plan(client, article, publish_at=moment())

    assert list(response.context["form"].errors) == ["publish_at"]
    assert not Plan.objects.exists()


def test_trying_out_publishes_nothing_and_writes_to_nobody(client, staff):
    draft = make_complete_draft(author=make_user())
    draft.submit(by=None)
    draft.start_review(by=staff)

    plan(client, draft, publish_at=moment())

    draft.refresh_from_db()
    assert draft.status == Status.IN_REVIEW
    assert not Letter.objects.exists()
    assert Plan.objects.count() == 1


def test_draft_under_no_review_cannot_be_planned(client, staff):
    draft = make_complete_draft()

    response = plan(client, draft, publish_at=moment())

    assert list(response.context["form"].errors) == ["publish_at"]


def test_planning_is_for_those_who_may_publish(client):
    article = make_article(**DRAFT)
    row = planned(article, by=make_staff(), days=1)
    client.force_login(make_editor(Article, actions=["view"]))

    assert client.get(url(Article, "plan", article.pk)).status_code == 403
    assert plan(client, article, publish_at=moment(3)).status_code == 403
    assert client.post(url(Article, "cancel_plan", article.pk, "published")).status_code == 403
    assert Plan.objects.get().at == row.at


# Carrying out


def test_portal_publishes_in_the_name_of_the_planner(client, staff):
    article = make_article(**DRAFT)
    planned(article, by=staff)

    run()
    run()

    article.refresh_from_db()
    assert article.is_published
    assert article.slug
    assert Transition.objects.of(article).get().by == staff
    assert not Plan.objects.exists()


def test_portal_withdraws(client, staff):
    article = make_article()
    planned(article, Status.WITHDRAWN, by=staff)

    run()

    article.refresh_from_db()
    assert article.status == Status.WITHDRAWN


def test_what_is_to_come_waits(client, staff):
    article = make_article(**DRAFT)
    planned(article, by=staff, days=1)

    run()

    article.refresh_from_db()
    assert not article.is_published
    assert Plan.objects.count() == 1


def test_author_hears_of_a_planned_publication(client, staff):
    city = make_city()
    draft = make_complete_draft(city=city, author=make_lead(city).user)
    draft.submit(by=None)
    draft.start_review(by=staff)
    planned(draft, by=staff)

    run()

    assert Initiative.objects.published().get() == draft
    assert Letter.objects.filter(kind="initiative_published").exists()


def test_what_was_missed_is_made_up_for_in_its_order(client, staff):
    article = make_article(**DRAFT)
    planned(article, Status.WITHDRAWN, by=staff, days=-1)
    planned(article, Status.PUBLISHED, by=staff, days=-2)

    run()

    assert list(Transition.objects.of(article).values_list("target", flat=True)) == ["published", "withdrawn"]


def test_refusal_is_shown_and_not_tried_again(client, staff):
    article = make_article(**DRAFT)
    planned(article, by=staff)
    Article.objects.update(lead_uk="", lead_en="In English only.")

    run()
    refused = Plan.objects.get()
    run()

    article.refresh_from_db()
    assert not article.is_published
    assert refused.refusal in client.get(url(Article, "change", article.pk)).content.decode()
    assert Plan.objects.get().refused_at == refused.refused_at
    assert not Article.objects.planned().exists()
    response = client.get(url(Article, "changelist"), {"attention": "with_refused_plan"})
    assert list(response.context["cl"].result_list) == [article]


def test_who_lost_the_right_publishes_nothing(client):
    editor = make_editor(Article)
    article = make_article(**DRAFT)
    planned(article, by=editor)
    editor.user_permissions.clear()

    run()

    article.refresh_from_db()
    assert not article.is_published
    assert Plan.objects.get().refusal


@pytest.mark.parametrize("is_active", [True, False])
def test_who_left_publishes_nothing(client, staff, is_active):
    article = make_article(**DRAFT)
    planned(article, by=staff)
    if is_active:
        staff.delete()
    else:
        type(staff).objects.update(is_active=False)

    run()

    article.refresh_from_db()
    assert not article.is_published
    assert Plan.objects.get().refusal


def test_error_in_one_plan_does_not_hold_up_the_next(client, staff, monkeypatch):
    poor, fine = make_article(**DRAFT), make_article(**DRAFT)
    planned(poor, by=staff, days=-2)
    planned(fine, by=staff)
    publish = Article.publish

    def break_for_one(article, **kwargs):
        if article.pk == poor.pk:
            raise ZeroDivisionError
        return publish(article, **kwargs)

    monkeypatch.setattr(Article, "publish", break_for_one)
    run()

    assert list(Article.objects.published()) == [fine]
    assert Plan.objects.get().refusal


def test_plan_waits_for_the_database(client, staff, monkeypatch):
    article = make_article(**DRAFT)
    planned(article, by=staff)

    def fail(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr(Article, "publish", fail)
    with pytest.raises(OperationalError):
        run()
    monkeypatch.undo()
    run()

    article.refresh_from_db()
    assert article.is_published


# What happens meanwhile


def test_published_by_hand_before_makes_the_plan_superfluous(client, staff):
    article = make_article(**DRAFT)
    planned(article, by=staff, days=1)
    planned(article, Status.WITHDRAWN, by=staff, days=2)

    article.publish(by=staff)

    assert [row.target for row in Plan.objects.all()] == [Status.WITHDRAWN]


def test_what_is_hidden_is_not_brought_back_by_a_plan(client, staff):
    article = make_article()
    planned(article, by=staff, days=1)

    article.withdraw(by=staff)

    assert not Plan.objects.exists()


def test_plan_goes_with_its_row(client, staff):
    article = make_article(**DRAFT)
    planned(article, by=staff)

    article.delete()
    run()

    assert not Plan.objects.exists()


def test_person_learns_of_their_plans(client, staff):
    planned(make_article(**DRAFT), by=staff)

    assert len(export(staff)["plans"]) == 1
