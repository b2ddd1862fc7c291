import re

import pytest
from django.core.management import call_command

from cities.models import City, Network, NetworkMembership, Partner
from initiatives.models import AnswerTemplate, Area, AssociationTask, Initiative, Sdg, TargetGroup, Theme
from news.models import Article, Event
from portal.pages.models import Page
from portal.publishing.parity import english_without_ukrainian, missing_english
from portal.starter.loading import load_starter
from portal.starter.models import LoadedRow

pytestmark = pytest.mark.django_db

REFERENCES = (Area, AssociationTask, Sdg, TargetGroup, Theme)
PUBLICATIONS = (City, Partner, Initiative, Article, Event, Page)


def counts():
    return {
        model: model.objects.count()
        for model in (AnswerTemplate, Network, NetworkMembership, *REFERENCES, *PUBLICATIONS)
    }


def test_starter_has_all_that_is_promised(loaded):
    assert City.objects.in_network(Network.GNLC).count() == 11
    assert Initiative.objects.published().count() >= 28
    assert Partner.objects.published().count() >= 20
    assert Article.objects.published().count() >= 8
    assert [model.objects.count() for model in REFERENCES] == [12, 9, 17, 14, 10]
    assert set(Page.objects.published().values_list("path", flat=True)) >= {
        "about",
        "about/tasks",
        "about/learning-city",
        "about/learning-region",
        "about/key-features",
        "about/membership",
        "about/cooperation",
        "about/melitopol-award",
        "join",
        "accessibility",
        "privacy",
    }


def test_starter_has_words_for_each_kind_of_answer(loaded):
    templates = AnswerTemplate.objects.all()

    assert {template.purpose for template in templates} == set(AnswerTemplate.Purpose.values)
    assert all(template.text_uk == template.text_uk.strip() and template.text_en for template in templates)


def test_starter_loaded_again_changes_nothing(loaded):
    before = counts()
    assert load_starter() == 0
    assert counts() == before


def test_starter_publishes_everything(loaded):
    assert {model: model.objects.published().count() for model in PUBLICATIONS} == {
        model: model.objects.count() for model in PUBLICATIONS
    }


def test_starter_leaves_association_membership_to_staff(loaded):
    assert not NetworkMembership.objects.filter(network__slug=Network.ASSOCIATION).exists()


def test_starter_is_level_in_both_languages(loaded):
    unlevel = {
        f"{model.__name__} {row}": [*missing_english(row), *english_without_ukrainian(row)]
        for model in (*REFERENCES, *PUBLICATIONS)
        for row in model.objects.all()
    }
    assert {name: fields for name, fields in unlevel.items() if fields} == {}


def test_starter_labels_what_nobody_confirmed(loaded):
    for model in (City, Partner, Initiative):
        assert model.objects.unconfirmed().count() == model.objects.count()


def test_starter_initiatives_name_their_sources(loaded):
    assert [str(initiative) for initiative in Initiative.objects.filter(links__isnull=True)] == []


def test_starter_keeps_words_of_staff(loaded):
    Initiative.objects.filter(slug="lviv-educatio-network").update(summary_uk="Змінено редактором.")
    load_starter()
    assert Initiative.objects.get(slug="lviv-educatio-network").summary_uk == "Змінено редактором."


def test_starter_adds_what_is_missing(loaded):
    Theme.objects.all().delete()
    LoadedRow.objects.filter(kind="theme").delete()
    assert load_starter() == 10
    assert Theme.objects.count() == 10


def test_starter_does_not_bring_back_what_staff_deleted(loaded):
    Article.objects.get(slug="peace-webinar-with-korea").delete()
    load_starter()
    assert not Article.objects.filter(slug="peace-webinar-with-korea").exists()


def test_starter_does_not_double_what_staff_renamed(loaded):
    article = Article.objects.get(slug="peace-webinar-with-korea")
    article.rename("webinar-about-peace")
    load_starter()
    assert Article.objects.filter(title_uk=article.title_uk).count() == 1


def test_starter_initiative_comes_without_a_partner_that_staff_deleted(loaded):
    Initiative.objects.get(slug="korea-peace-webinar").delete()
    LoadedRow.objects.filter(key="korea-peace-webinar").delete()
    Partner.objects.get(slug="kallc").delete()
    load_starter()
    roles = Initiative.objects.get(slug="korea-peace-webinar").partner_roles
    assert "kallc" not in roles.values_list("partner__slug", flat=True)


def test_load_starter_command_says_what_it_added(loaded, capsys):
    Theme.objects.all().delete()
    LoadedRow.objects.filter(kind="theme").delete()
    call_command("load_starter")
    call_command("load_starter")
    assert re.findall(r"Starter content: .*", capsys.readouterr().out) == [
        "Starter content: 10 new rows.",
        "Starter content: no new rows.",
    ]
