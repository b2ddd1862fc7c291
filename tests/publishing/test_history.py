"""Every version of what people write is kept."""

import pytest
from django.apps import apps
from django.utils import translation

from initiatives.models import Initiative
from news.models import Article
from portal.publishing.fields import FoldedField, SortKeyField
from portal.publishing.models import Status
from portal.publishing.parity import translated_fields
from tests.factories import make_area, make_article, make_city, make_initiative, make_partner, make_staff, make_user

WITH_HISTORY = {
    "cities.Award",
    "cities.City",
    "cities.CityFocus",
    "cities.CityPhoto",
    "cities.FormerName",
    "cities.Indicator",
    "cities.Network",
    "cities.NetworkMembership",
    "cities.Partner",
    "cities.PartnerWanted",
    "cities.Representative",
    "cities.WarStatus",
    "initiatives.Area",
    "initiatives.AssociationTask",
    "initiatives.Exchange",
    "initiatives.Initiative",
    "initiatives.InitiativeDocument",
    "initiatives.InitiativeLink",
    "initiatives.InitiativePartner",
    "initiatives.InitiativePhoto",
    "initiatives.Resource",
    "initiatives.Result",
    "initiatives.Sdg",
    "initiatives.TargetGroup",
    "initiatives.Theme",
    "initiatives.TransferNeed",
    "media.Document",
    "media.Photo",
    "news.Article",
    "news.Event",
    "pages.Page",
}
# Personal data that must be erasable, and rows that are a log themselves.
WITHOUT_HISTORY = {
    "accounts.User",
    "initiatives.Consent",
    "initiatives.Contact",
    "pages.Message",
    "publishing.OldSlug",
    "publishing.Plan",
    "publishing.SecretLink",
    "publishing.Transition",
}
ROOMS = {label.split(".")[0] for label in WITH_HISTORY | WITHOUT_HISTORY}


def own_models():
    """The models of the rooms named above, without those that history and many-to-many relations add."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if not model.__name__.startswith("Historical"):
                yield model


def test_every_model_either_keeps_history_or_must_not():
    kept = {model._meta.label for model in own_models() if hasattr(model, "history")}

    assert kept >= WITH_HISTORY
    assert not kept & WITHOUT_HISTORY
    # A new model takes its place in one of the two lists.
    assert {model._meta.label for model in own_models()} >= WITH_HISTORY | WITHOUT_HISTORY


@pytest.mark.parametrize("label", sorted(WITH_HISTORY))
def test_history_has_both_languages_and_no_columns_that_drift(label):
    model = apps.get_model(label)
    columns = {field.name for field in model.history.model._meta.get_fields()}
    names = translated_fields(model)

    assert {f"{name}_{language}" for name in names for language in ("uk", "en")} <= columns
    assert not columns & set(names)
    assert not columns & {
        field.name for field in model._meta.concrete_fields if isinstance(field, FoldedField | SortKeyField)
    }


@pytest.mark.django_db
def test_history_keeps_both_languages():
    article = make_article(title_uk="Перша", title_en="First")
    article.title_uk, article.title_en = "Друга", "Second"
    article.save()

    assert list(article.history.values_list("title_uk", "title_en")) == [("Друга", "Second"), ("Перша", "First")]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Article, Initiative], ids=lambda model: model.__name__)
def test_history_does_not_keep_the_state(model):
    columns = {field.name for field in model.history.model._meta.get_fields()}

    assert not columns & {"status", "published_at", "updated_at"}


@pytest.mark.django_db
@pytest.mark.parametrize("active", ["uk", "en"])
def test_restoring_brings_back_both_languages_and_keeps_the_state(active):
    article = make_article(title_uk="Перша", title_en=None, body_uk="<p>Перша</p>", body_en=None)
    article.title_uk, article.title_en, article.body_en = "Друга", "Second", "<p>Second</p>"
    article.save()
    article.withdraw(by=make_staff())

    with translation.override(active):
        article.history.earliest().instance.save()

    row = Article.objects.get()
    assert (row.title_uk, row.title_en, row.body_uk, row.body_en) == ("Перша", None, "<p>Перша</p>", None)
    assert (row.status, row.published_at) == (Status.WITHDRAWN, article.published_at)
    assert row.search_text == "перша"


@pytest.mark.django_db
def test_history_of_an_initiative_records_its_lists():
    area, city = make_area(), make_city()
    initiative = make_initiative()
    initiative.areas.add(area)
    initiative.partner_cities.add(city)

    latest = initiative.history.latest()

    assert [entry.area for entry in latest.areas.all()] == [area]
    assert [entry.city for entry in latest.partner_cities.all()] == [city]


@pytest.mark.parametrize(
    ("label", "lists"),
    [
        ("initiatives.Initiative", {"partner_cities", "areas", "themes", "sdgs", "tasks", "target_groups"}),
        ("cities.Partner", {"cities"}),
        ("news.Article", {"cities", "initiatives", "tasks"}),
    ],
)
def test_history_keeps_every_list_of(label, lists):
    model = apps.get_model(label)
    plain = {field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created}

    assert plain == lists
    assert {field.name for field in model.history.model._history_m2m_fields} == lists


@pytest.mark.django_db
def test_history_of_a_partner_records_its_cities():
    city = make_city()
    partner = make_partner()

    partner.cities.set([city])

    assert [entry.city for entry in partner.history.latest().cities.all()] == [city]


@pytest.mark.django_db
def test_history_says_what_was_deleted():
    person = make_user()
    article = make_article(title_uk="Зникла")
    article._history_user = person
    article.delete()

    latest = Article.history.latest()

    assert (latest.title_uk, latest.history_type, latest.history_user) == ("Зникла", "-", person)
