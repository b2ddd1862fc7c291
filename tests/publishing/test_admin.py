"""The admin as a whole, and what its rooms share."""

import datetime
import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult, get_date_max

from cities.models import (
    Award,
    BlockedAsker,
    City,
    CityQuestion,
    Indicator,
    Invitation,
    MembershipApplication,
    Network,
    NetworkMembership,
    Partner,
    Representative,
    WarStatus,
)
from initiatives.models import AnswerTemplate, Area, AssociationTask, Initiative, Sdg, TargetGroup, Theme
from news.models import Article, Event
from portal.accounts.models import User
from portal.doubles.models import Pair
from portal.links.models import Answer, Link, Use
from portal.mail.models import Letter
from portal.media.models import Document, Photo
from portal.newsletter.models import Digest, Subscriber
from portal.pages.models import Message, Page
from portal.publishing.models import OldSlug, Status, Transition
from tests.factories import (
    make_answer_template,
    make_application,
    make_area,
    make_article,
    make_award,
    make_blocked_asker,
    make_city,
    make_digest,
    make_event,
    make_indicator,
    make_initiative,
    make_invitation,
    make_letter,
    make_membership,
    make_message,
    make_network,
    make_page,
    make_partner,
    make_question,
    make_representative,
    make_sdg,
    make_staff,
    make_subscriber,
    make_target_group,
    make_task,
    make_theme,
    make_user,
    make_war_status,
)
from tests.forms_on_page import form_data
from tests.media.samples import make_document, make_photo

pytestmark = pytest.mark.django_db


def make_some_page():
    root = Page.objects.filter(slug="about").first() or make_page()
    number = Page.objects.count()
    return make_page(parent=root, slug=f"page-{number}", title_uk=f"Сторінка {number}")


def make_old_slug():
    return OldSlug.objects.create(publication=make_partner(), slug=f"old-{OldSlug.objects.count()}")


def make_transition():
    partner = make_partner()
    return Transition.objects.create(publication=partner, source=Status.DRAFT, target=Status.PUBLISHED, by=make_user())


def make_link():
    """An address that failed, used by a city."""
    city = make_city(website=f"https://gone{Link.objects.count()}.example/")
    link = Link.objects.create(url=city.website)
    Use.objects.create(link=link, row=city)
    link.record(Answer.MISSING, status=404)
    return link


def make_pair():
    first, second = make_partner(), make_partner()
    Pair.objects.renew(Partner, [(*sorted((first.pk, second.pk)), 95.0), *known_pairs()])
    return Pair.objects.get(first_id=min(first.pk, second.pk))


def known_pairs():
    return Pair.objects.values_list("first_id", "second_id", "score")


def make_task_result():
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="portal.media.tasks.make_renditions",
        backend_name="default",
        run_after=get_date_max(),
    )


def make_log_entry():
    return LogEntry.objects.create(user=make_staff(), object_id="1", object_repr="Львів", action_flag=CHANGE)


MAKERS = {
    AnswerTemplate: make_answer_template,
    Area: make_area,
    Article: make_article,
    AssociationTask: make_task,
    Award: make_award,
    BlockedAsker: make_blocked_asker,
    City: make_city,
    CityQuestion: make_question,
    DBTaskResult: make_task_result,
    Digest: make_digest,
    Document: make_document,
    Event: lambda: make_event(city=make_city()),
    Group: lambda: Group.objects.create(name=f"Група {Group.objects.count()}"),
    Indicator: make_indicator,
    Initiative: make_initiative,
    Invitation: make_invitation,
    Letter: make_letter,
    Link: make_link,
    LogEntry: make_log_entry,
    MembershipApplication: make_application,
    Message: make_message,
    Network: make_network,
    NetworkMembership: make_membership,
    OldSlug: make_old_slug,
    Page: make_some_page,
    Pair: make_pair,
    Partner: make_partner,
    Photo: make_photo,
    Representative: make_representative,
    Sdg: make_sdg,
    Subscriber: make_subscriber,
    TargetGroup: make_target_group,
    Theme: make_theme,
    Transition: make_transition,
    User: make_user,
    WarStatus: make_war_status,
}
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OWN_MODELS = [model for model in MODELS if model not in (DBTaskResult, Group)]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
each_own_model = pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)


def url(model, view, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def make_editor(*models, actions=("view", "change", "add", "delete")):
    """Staff with permissions for these models only."""
    editor = make_user(is_staff=True)
    names = [f"{action}_{model._meta.model_name}" for model in models for action in actions]
    editor.user_permissions.set(Permission.objects.filter(codename__in=names))
    return editor


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def messages(response):
    return [str(message) for message in response.context["messages"]]


# Every page opens


def test_each_registered_model_is_tested_here():
    assert set(MAKERS) == set(MODELS)


@each_model
def test_list_opens(client, staff, model, language):
    row = MAKERS[model]()

    with translation.override(language):
        response = client.get(url(model, "changelist"))

    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert row.pk in [found.pk for found in response.context["cl"].result_list]


@each_model
def test_change_page_opens(client, staff, model, language):
    row = MAKERS[model]()

    with translation.override(language):
        response = client.get(url(model, "change", row.pk))

    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert response.context["original"] == row


@each_model
def test_add_page_opens_where_rows_may_be_added(client, staff, model, language):
    with translation.override(language):
        response = client.get(url(model, "add"))

    never_added = (
        LogEntry,
        BlockedAsker,
        CityQuestion,
        DBTaskResult,
        Letter,
        Link,
        MembershipApplication,
        Message,
        OldSlug,
        Subscriber,
        Pair,
        Transition,
    )
    may_add = model not in never_added
    assert response.status_code == (200 if may_add else 403)


@pytest.mark.parametrize("odd", [" ", "9" * 30])
@each_model
def test_add_page_opens_whatever_its_address_fills_in(client, staff, model, odd):
    response = client.get(url(model, "add"), {field.name: odd for field in model._meta.get_fields()})

    assert response.status_code in (200, 403)


def test_add_page_is_filled_in_by_its_address(client, staff):
    city = make_city()
    said = {"city": city.pk, "title_uk": "Ярмарок", "starts_at": "2026-12-01 10:00", "initiatives": "x", "else": "x"}

    fields = client.get(url(Event, "add"), said).context["adminform"].form

    assert (fields["city"].value(), fields["title_uk"].value()) == (city.pk, "Ярмарок")
    assert fields["starts_at"].value() == datetime.datetime(2026, 12, 1, 10, 0)  # noqa: DTZ001 – as it is typed


@pytest.mark.parametrize("name", ["index", "password_change", "login"])
def test_page_of_the_admin_opens_in_both_languages(client, staff, name, prefix, language):
    with translation.override(language):
        address = reverse(f"admin:{name}")

    response = client.get(address)

    assert address.startswith(f"{prefix}/admin/")
    assert response.status_code == (302 if name == "login" else 200)


def test_header_leads_to_the_site_and_to_the_other_language(client, staff, language):
    with translation.override(language):
        content = client.get(reverse("admin:index")).content.decode()

    here, there = ("/en/", "/admin/") if language == "en" else ("/", "/en/admin/")
    assert f'<a href="{here}">' in content
    assert re.search(rf'<a href="{there}"\s+lang="{"uk" if language == "en" else "en"}"', content)


def test_header_bears_the_name_of_the_association(client, staff):
    with translation.override("en"):
        content = client.get(reverse("admin:index")).content.decode()

    assert "Ukrainian Association of Learning Cities" in content


@each_own_model
def test_list_asks_the_database_as_often_for_three_rows_as_for_one(client, staff, model, django_assert_num_queries):
    MAKERS[model]()
    client.get(url(model, "changelist"))  # fills the cache of content types
    with CaptureQueriesContext(connection) as one:
        client.get(url(model, "changelist"))
    MAKERS[model]()
    MAKERS[model]()

    with django_assert_num_queries(len(one)):
        client.get(url(model, "changelist"))


# Both languages


BILINGUAL = [model for model in OWN_MODELS if any(f.name.endswith("_uk") for f in model._meta.fields if f.editable)]


@pytest.mark.parametrize("model", BILINGUAL, ids=lambda model: model._meta.label)
def test_change_page_has_both_languages_and_never_the_bare_field(client, staff, model):
    row = MAKERS[model]()
    words = [f.name.removesuffix("_uk") for f in model._meta.fields if f.name.endswith("_uk") and f.editable]

    fields = set(client.get(url(model, "change", row.pk)).context["adminform"].form.fields)

    assert {f"{word}_uk" for word in words} | {f"{word}_en" for word in words} <= fields
    assert not fields & set(words)


def test_saving_in_english_keeps_the_ukrainian_text(client, staff):
    partner = make_partner(name_uk="Бібліотека", name_en="Library")
    with translation.override("en"):
        address = url(Partner, "change", partner.pk)

    data = form_data(client.get(address), "partner_form") | {"name_en": "The Library"}
    response = client.post(address, data)

    partner.refresh_from_db()
    assert response.status_code == 302
    assert (partner.name_uk, partner.name_en) == ("Бібліотека", "The Library")


def test_saving_untouched_changes_nothing(client, staff, language):
    city = make_city(origin="sources", vision_uk="Мрія\nу двох рядках")
    before = City.objects.filter(pk=city.pk).values(*[f.attname for f in City._meta.fields if f.name != "updated_at"])
    with translation.override(language):
        address = url(City, "change", city.pk)
    bare = {"name", "hromada", "summary", "vision", "challenges", "plan_policy", "plan_practice"}
    bare |= {"head_title", "head_name", "contact_office", "contact_person"}
    stored = {name: value or "" for name, value in before[0].items() if name not in bare}

    response = client.post(address, form_data(client.get(address), "city_form"))

    now = {name: value or "" for name, value in before.all()[0].items() if name not in bare}
    assert response.status_code == 302
    assert {name: str(value).replace("\r\n", "\n") for name, value in now.items()} == {
        name: str(value) for name, value in stored.items()
    }


def test_english_of_a_part_cannot_stand_alone(client, staff):
    network = make_network(description_uk="", description_en="")

    address = url(Network, "change", network.pk)
    data = form_data(client.get(address), "network_form") | {"description_en": "In English only."}
    response = client.post(address, data)

    assert list(response.context["adminform"].form.errors) == ["description_en"]


def test_english_of_a_publication_cannot_stand_alone(client, staff):
    partner = make_partner()

    address = url(Partner, "change", partner.pk)
    data = form_data(client.get(address), "partner_form") | {"description_en": "In English only."}
    response = client.post(address, data)

    assert list(response.context["adminform"].form.errors) == ["description_en"]


def test_change_page_names_the_missing_english(client, staff):
    partner = make_partner(description_uk="Опис", description_en="")

    response = client.get(url(Partner, "change", partner.pk))

    assert len(response.context["missing_english"]) == 1


@pytest.mark.parametrize(
    ("attention", "expected"),
    [("lacks_english", "half"), ("unconfirmed", "unconfirmed"), ("stale", "stale")],
)
def test_attention_narrows_the_list(client, staff, attention, expected):
    today = timezone.localdate()
    partners = {
        "fine": make_partner(checked_on=today),
        "half": make_partner(checked_on=today, description_uk="Опис"),
        "unconfirmed": make_partner(checked_on=today, origin="sources"),
        "stale": make_partner(),
    }

    response = client.get(url(Partner, "changelist"), {"attention": attention})

    assert list(response.context["cl"].result_list) == [partners[expected]]


# Search


def found(client, model, words):
    response = client.get(url(model, "changelist"), {"q": words})
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize("words", ["київ", "КИЇВ", "kyiv", "Київ kyiv", "yiv ки"])
def test_search_finds_a_city_in_either_language_whatever_the_case(client, staff, words):
    kyiv = make_city(name_uk="Київ", name_en="Kyiv")
    make_city(name_uk="Львів", name_en="Lviv")

    assert found(client, City, words) == [kyiv]


def test_search_wants_all_words(client, staff):
    make_city(name_uk="Київ", name_en="Kyiv")

    assert found(client, City, "київ львів") == []


@pytest.mark.parametrize("model", [City, Initiative, Message, Representative, Photo], ids=lambda m: m.__name__)
def test_search_takes_every_sign(client, staff, model):
    MAKERS[model]()
    signs = ["%", "_", "\\", "'", "[", "(", "*", "%%", "😀", "№", "№ 12", "99999999999999999999999", "²", "٣"]

    answers = {sign: client.get(url(model, "changelist"), {"q": sign}).status_code for sign in signs}

    assert set(answers.values()) == {200}


def test_search_for_autocomplete_folds_cyrillic(client, staff):
    make_city(name_uk="Київ", name_en="Kyiv")

    response = client.get(
        reverse("admin:autocomplete"),
        {"term": "київ", "app_label": "cities", "model_name": "award", "field_name": "city"},
    )

    assert [result["text"] for result in response.json()["results"]] == ["Київ"]


def test_search_for_autocomplete_takes_a_null_character(client, staff):
    make_city()

    response = client.get(
        reverse("admin:autocomplete"),
        {"term": "\0", "app_label": "cities", "model_name": "award", "field_name": "city"},
    )

    assert response.status_code == 200


def test_search_in_letters_ignores_the_case_of_cyrillic(client, staff):
    letter = make_message(name="Ольга", text="Хочемо вступити.")

    assert found(client, Message, "ХОЧЕМО ольга") == [letter]
    assert found(client, Message, "ольга київ") == []


# Hostile addresses


HOSTILE_IDS = [
    "%00",
    "abc",
    "-1",
    "99999999999999999999999",
    "1%2F2",
    "%D0%B9",
    "_00",
    "1/history/x",
    "__fk__isnull",
    "🦄",
]
HOSTILE_QUERIES = [
    "q=%00",
    "p=abc",
    "p=-1",
    "p=99999999999999999999",
    "e=1",
    "all=",
    "o=99.x.-1",
    "status__exact=xx",
    "status__exact=%00",
    "attention=xx",
    "attention=%00",
    "nonsense=1",
    "id__exact=%00",
    "id__in=a,b",
    "created_at__gte=yesterday",
    "date__year=99999999999",
    "starts_at__year=x",
    "at__year=0",
    "at__day=99&at__month=13&at__year=2024",
    "_changelist_filters=%00",
    "oblast__exact=%00",
    "language__exact=%00",
    "%00=%00",
    "areas__id__exact=%00",
    "areas__id__exact=99999999999999999999999",
    "memberships__network__id__exact=x",
    "confirmed=%00",
    "answer=x",
    "is_spam__exact=x",
    "retired_on__isempty=x",
    "_to_field=%00&_popup=1",
    "year=%00",
]


@pytest.mark.parametrize(
    "model",
    [City, Initiative, Article, Event, Message, Representative, Transition, Area, User],
    ids=lambda m: m.__name__,
)
def test_hostile_query_is_no_error(client, staff, model):
    MAKERS[model]()
    address = url(model, "changelist")

    answers = {query: client.get(f"{address}?{query}").status_code for query in HOSTILE_QUERIES}

    assert {query: code for query, code in answers.items() if code not in (200, 302, 400)} == {}


@pytest.mark.parametrize(
    "view", ["change", "delete", "history", "history/1", "history/%00", "move/published", "confirm"]
)
@pytest.mark.parametrize("model", [City, Representative, Area, Transition], ids=lambda m: m.__name__)
def test_hostile_id_is_no_error(client, staff, model, view):
    addresses = [f"{url(model, 'changelist')}{hostile_id}/{view}/" for hostile_id in HOSTILE_IDS]

    answers = {address: client.get(address).status_code for address in addresses}
    answers |= {f"POST {address}": client.post(address).status_code for address in addresses[:4]}

    assert {address: code for address, code in answers.items() if code not in (302, 403, 404, 405)} == {}


@pytest.mark.parametrize("version", ["%00", "abc", "-1", "99999999999999999999999", "²", "٣"])
def test_hostile_version_is_not_found(client, staff, version):
    city = make_city()

    assert client.get(f"/admin/cities/city/{city.pk}/history/{version}/").status_code == 404


# Decisions


def move_url(row, target):
    return url(type(row), "move", row.pk, target)


def test_button_publishes_and_logs_who_did_it(client, staff):
    article = make_article(status=Status.DRAFT)

    response = client.post(move_url(article, "published"), follow=True)

    article.refresh_from_db()
    assert article.is_published
    assert Transition.objects.of(article).get().by == staff
    assert response.redirect_chain == [(url(Article, "change", article.pk), 302)]
    assert len(messages(response)) == 1


def test_button_keeps_the_comment(client, staff):
    article = make_article()

    client.post(move_url(article, "withdrawn"), {"note": "Помилка в даті."})

    assert Transition.objects.of(article).get().note == "Помилка в даті."


def test_buttons_are_those_that_the_state_allows(client, staff):
    article = make_article()

    response = client.get(url(Article, "change", article.pk))

    assert [decision.url for decision in response.context["decisions"]] == [move_url(article, "withdrawn")]


def test_change_page_shows_the_log(client, staff):
    article = make_article()
    article.withdraw(by=staff, note="Помилка <b>в даті</b>.")

    content = client.get(url(Article, "change", article.pk)).content.decode()

    assert "Помилка &lt;b&gt;в даті&lt;/b&gt;." in content


def test_looking_at_a_button_moves_nothing(client, staff):
    article = make_article(status=Status.DRAFT)

    response = client.get(move_url(article, "published"))

    article.refresh_from_db()
    assert (response.status_code, article.status) == (405, Status.DRAFT)


def test_button_refuses_a_post_without_its_token(staff):
    article = make_article(status=Status.DRAFT)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)

    response = strict.post(move_url(article, "published"))

    article.refresh_from_db()
    assert (response.status_code, article.status) == (403, Status.DRAFT)


def test_illegal_move_is_a_message_and_changes_nothing(client, staff):
    article = make_article(status=Status.DRAFT)

    response = client.post(move_url(article, "withdrawn"), {"note": "Довгий коментар"}, follow=True)

    article.refresh_from_db()
    assert article.status == Status.DRAFT
    assert not Transition.objects.of(article).exists()
    assert len(messages(response)) == 2
    assert "Довгий коментар" in messages(response)[1]


@pytest.mark.parametrize("target", ["accepted", "nonsense", "declined"])
def test_move_that_this_kind_does_not_know_is_not_found(client, staff, target):
    article = make_article(status=Status.DRAFT)

    response = client.post(move_url(article, target))

    article.refresh_from_db()
    assert (response.status_code, article.status) == (404, Status.DRAFT)


def test_button_on_an_outdated_page_finds_that_somebody_was_faster(client, staff):
    article = make_article()

    response = client.post(move_url(article, "published"), {"seen": "draft"}, follow=True)

    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    assert not Transition.objects.of(article).exists()
    assert len(messages(response)) == 1


@pytest.mark.parametrize("data", [{"seen": "nonsense"}, {"seen": "\0"}, {"note": "\0"}, {"note": "x" * 4001}])
def test_nonsense_with_a_button_is_a_message_and_changes_nothing(client, staff, data):
    article = make_article()

    response = client.post(move_url(article, "withdrawn"), data, follow=True)

    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    assert len(messages(response)) == 1


def test_english_alone_is_a_message_when_published(client, staff):
    article = make_article(status=Status.DRAFT, lead_uk="", lead_en="In English only.")

    response = client.post(move_url(article, "published"), follow=True)

    article.refresh_from_db()
    assert article.status == Status.DRAFT
    assert len(messages(response)) == 1


@pytest.mark.parametrize(
    ("make_person", "status_code"),
    [
        (make_user, 302),
        (lambda: make_user(is_staff=True), 403),
        (lambda: make_editor(Partner), 403),
        (lambda: make_editor(Article, actions=["view"]), 403),
    ],
    ids=["stranger", "staff without permissions", "staff of another room", "staff who may look"],
)
def test_move_is_for_those_who_may_change_the_row(client, make_person, status_code):
    article = make_article(status=Status.DRAFT)
    client.force_login(make_person())

    response = client.post(move_url(article, "published"))

    article.refresh_from_db()
    assert (response.status_code, article.status) == (status_code, Status.DRAFT)


def test_move_by_an_editor_with_the_permission(client):
    article = make_article(status=Status.DRAFT)
    client.force_login(make_editor(Article, actions=["view", "change"]))

    client.post(move_url(article, "published"))

    article.refresh_from_db()
    assert article.is_published


def test_buttons_are_hidden_from_those_who_may_only_look(client):
    article = make_article()
    client.force_login(make_editor(Article, actions=["view"]))

    response = client.get(url(Article, "change", article.pk))

    assert response.status_code == 200
    assert response.context["decisions"] == []


def test_status_cannot_be_typed(client, staff):
    article = make_article(status=Status.DRAFT)

    address = url(Article, "change", article.pk)
    response = client.post(address, form_data(client.get(address), "article_form") | {"status": "published"})

    article.refresh_from_db()
    assert (response.status_code, article.status) == (302, Status.DRAFT)


def bulk(client, model, action, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(url(model, "changelist"), data, follow=True)


def test_bulk_publishes_each_and_names_what_it_could_not(client, staff):
    drafts = [make_article(status=Status.DRAFT), make_article(status=Status.DRAFT)]
    published = make_article(title_uk="Вже видно")

    response = bulk(client, Article, "publish_selected", *drafts, published)

    assert Article.objects.published().count() == 3
    assert Transition.objects.filter(target=Status.PUBLISHED, by=staff).count() == 2
    assert len(messages(response)) == 2
    assert "Вже видно" in messages(response)[0]


def test_bulk_withdraws_through_the_verb(client, staff):
    article = make_article()

    bulk(client, Article, "withdraw_selected", article)

    article.refresh_from_db()
    assert article.status == Status.WITHDRAWN
    assert Transition.objects.of(article).get().by == staff


def test_bulk_is_for_those_who_may_change(client):
    article = make_article()
    client.force_login(make_editor(Article, actions=["view"]))

    bulk(client, Article, "withdraw_selected", article)

    article.refresh_from_db()
    assert article.is_published


def test_what_readers_see_cannot_be_deleted(client, staff):
    article = make_article()

    response = client.post(url(Article, "delete", article.pk), {"post": "yes"})

    assert response.status_code == 403
    assert Article.objects.filter(pk=article.pk).exists()


def test_bulk_deletion_spares_what_readers_see(client, staff):
    article = make_article()

    client.post(
        url(Article, "changelist"), {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    )

    assert Article.objects.filter(pk=article.pk).exists()


def test_draft_can_be_deleted(client, staff):
    article = make_article(status=Status.DRAFT)

    client.post(url(Article, "delete", article.pk), {"post": "yes"})

    assert not Article.objects.filter(pk=article.pk).exists()


# Addresses


def test_new_address_of_a_published_row_keeps_the_old_one(client, staff):
    partner = make_partner(slug="library")

    address = url(Partner, "change", partner.pk)
    client.post(address, form_data(client.get(address), "partner_form") | {"slug": "City-Library", "name_uk": "Нова"})

    partner.refresh_from_db()
    assert (partner.slug, partner.name_uk) == ("city-library", "Нова")
    assert OldSlug.objects.get().slug == "library"
    assert OldSlug.objects.get().publication == partner
    assert partner.history.count() == 2


def test_new_address_of_a_draft_leaves_nothing_behind(client, staff):
    partner = make_partner(slug="library", status=Status.DRAFT)

    address = url(Partner, "change", partner.pk)
    client.post(address, form_data(client.get(address), "partner_form") | {"slug": "city-library"})

    partner.refresh_from_db()
    assert partner.slug == "city-library"
    assert not OldSlug.objects.exists()


@pytest.mark.parametrize("slug", ["taken", "TAKEN", "once", "", "кирилиця", "with space"])
def test_unfit_address_is_an_error_at_its_field(client, staff, slug):
    make_partner(slug="taken")
    other = make_partner(slug="once")
    other.rename("elsewhere")
    partner = make_partner(slug="library")

    address = url(Partner, "change", partner.pk)
    response = client.post(address, form_data(client.get(address), "partner_form") | {"slug": slug})

    partner.refresh_from_db()
    assert list(response.context["adminform"].form.errors) == ["slug"]
    assert partner.slug == "library"


def test_page_without_readers_has_no_link_to_the_site(client, staff):
    draft, published = make_article(status=Status.DRAFT, slug=None), make_article()

    assert not client.get(url(Article, "change", draft.pk)).context["has_absolute_url"]
    assert published.get_absolute_url() in client.get(url(Article, "change", published.pk)).content.decode()


# History


VERSIONED = [model for model in OWN_MODELS if hasattr(model, "history")]


@pytest.mark.parametrize("model", VERSIONED, ids=lambda model: model._meta.label)
def test_history_opens(client, staff, model, language):
    row = MAKERS[model]()
    row.save()

    with translation.override(language):
        listed = client.get(url(model, "history", row.pk))
        version = client.get(url(model, "simple_history", row.pk, row.history.last().pk))

    assert (listed.status_code, version.status_code) == (200, 200)
    assert "style=" not in listed.content.decode()


def test_history_has_every_content_model():
    unversioned = {
        LogEntry,
        AnswerTemplate,
        BlockedAsker,
        CityQuestion,
        Invitation,
        Letter,
        Link,
        MembershipApplication,
        Message,
        OldSlug,
        Subscriber,
        Pair,
        Transition,
        User,
    }

    assert set(VERSIONED) == set(OWN_MODELS) - unversioned


def revert(client, row, version):
    address = url(type(row), "simple_history", row.pk, version.pk)
    data = form_data(client.get(address), f"historical{type(row)._meta.model_name}_form")
    return client.post(address, data)


def test_revert_restores_both_languages_and_lists_but_never_the_status(client, staff, language):
    kept, added = make_city(), make_city()
    partner = make_partner(name_uk="Стара", name_en="Old", cities=[kept], slug="library")
    version = partner.history.first()
    partner.name_uk, partner.name_en = "Нова", "New"
    partner.save()
    partner.cities.set([added])
    partner.withdraw(by=staff)

    with translation.override(language):
        response = revert(client, partner, version)

    partner.refresh_from_db()
    assert response.status_code == 302
    assert (partner.name_uk, partner.name_en, partner.status) == ("Стара", "Old", Status.WITHDRAWN)
    assert list(partner.cities.all()) == [kept]


def test_revert_keeps_the_present_address(client, staff):
    partner = make_partner(slug="library", name_uk="Стара")
    version = partner.history.first()
    partner.name_uk = "Нова"
    partner.save()
    partner.rename("city-library")

    revert(client, partner, version)

    partner.refresh_from_db()
    assert (partner.slug, partner.name_uk) == ("city-library", "Стара")
    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["library"]


def test_revert_is_for_those_who_may_change(client):
    partner = make_partner(name_uk="Стара")
    version = partner.history.first()
    partner.name_uk = "Нова"
    partner.save()
    client.force_login(make_editor(Partner, actions=["view"]))

    response = client.post(url(Partner, "simple_history", partner.pk, version.pk))

    partner.refresh_from_db()
    assert (response.status_code, partner.name_uk) == (403, "Нова")


def test_history_of_a_deleted_row_is_not_found(client, staff):
    partner = make_partner(status=Status.DRAFT)
    pk, version = partner.pk, partner.history.first().pk
    partner.delete()

    assert client.get(url(Partner, "history", pk)).status_code == 404
    assert client.post(url(Partner, "simple_history", pk, version)).status_code == 404


# Safety of the pages


def inline_scripts(response):
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", response.content.decode(), re.DOTALL)
    return [attributes for attributes, body in scripts if body.strip() and "application/json" not in attributes]


@pytest.mark.parametrize("model", [Article, Event, Page, City], ids=lambda model: model.__name__)
@pytest.mark.parametrize("view", ["add", "change", "simple_history"])
def test_inline_scripts_carry_the_nonce_of_the_policy(client, staff, model, view):
    row = MAKERS[model]()
    args = {"add": [], "change": [row.pk], "simple_history": [row.pk, row.history.first().pk]}[view]

    response = client.get(url(model, view, *args))

    policy = response.headers["Content-Security-Policy"]
    scripts = inline_scripts(response)
    assert "unsafe" not in policy
    assert bool(scripts) == (model is not City)
    for attributes in scripts:
        nonce = re.search(r'nonce="([^"]+)"', attributes)[1]
        assert f"'nonce-{nonce}'" in policy


@each_own_model
def test_pages_have_no_inline_style_and_no_foreign_address(client, staff, model):
    row = MAKERS[model]()

    for address in (url(model, "changelist"), url(model, "change", row.pk)):
        content = client.get(address).content.decode()
        assert not re.search(r"<style\b|\sstyle=|\son(click|change|submit|load)=|javascript:", content)
        assert not re.search(r'<(script|link|img|iframe)\b[^>]*(src|href)="(https?:)?//', content)


# Records


@pytest.mark.parametrize("model", [LogEntry, Transition, OldSlug], ids=lambda model: model.__name__)
@pytest.mark.parametrize("view", ["add", "delete"])
def test_records_are_not_rewritten(client, staff, model, view):
    record = MAKERS[model]()
    args = [] if view == "add" else [record.pk]

    assert client.post(url(model, view, *args), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("model", [LogEntry, Transition, OldSlug], ids=lambda model: model.__name__)
def test_records_are_not_changed(client, staff, model):
    record = MAKERS[model]()

    assert client.post(url(model, "change", record.pk), {}).status_code == 403


def test_log_opens_when_its_publication_is_gone(client, staff):
    record = make_transition()
    record.publication.delete()

    assert client.get(url(Transition, "changelist")).status_code == 200
    assert client.get(url(Transition, "change", record.pk)).status_code == 200


def test_consents_have_no_list_of_their_own():
    with pytest.raises(NoReverseMatch):
        reverse("admin:initiatives_consent_changelist")
