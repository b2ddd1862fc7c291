"""Ukrainian is required and English never stands alone."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from modeltranslation.utils import get_translation_fields

from initiatives.models import Contact
from news.models import Article
from portal.publishing.models import Transition
from portal.publishing.parity import english_without_ukrainian, missing_english, translated_fields, validate_parity
from portal.publishing.workflow import InvalidTransition, Status, move
from tests.factories import make_article, make_complete_draft, make_initiative, make_staff


def label(name):
    return str(Article._meta.get_field(name).verbose_name)


def test_translated_fields_are_named_without_suffix_in_the_models_order():
    assert translated_fields(Article) == ["title", "lead", "body"]


def test_translated_fields_of_an_untranslated_model_are_none():
    assert translated_fields(Contact) == []


def test_missing_english_names_what_only_ukrainian_readers_have():
    article = Article(title_uk="Новина", title_en="News", lead_uk="Коротко", lead_en="", body_uk="<p>Текст</p>")

    assert missing_english(article) == [label("lead"), label("body")]
    assert english_without_ukrainian(article) == []


def test_english_without_ukrainian_names_what_only_english_readers_have():
    article = Article(title_en="News", lead_uk="", lead_en="In short", body_uk="<p>Текст</p>", body_en="<p>Text</p>")

    assert english_without_ukrainian(article) == [label("title"), label("lead")]
    assert missing_english(article) == []


@pytest.mark.parametrize("empty", [None, ""])
def test_parity_of_what_is_empty_in_both_languages_is_level(empty):
    article = Article(title_uk="Новина", title_en="News", lead_uk=empty, lead_en=empty)

    assert (missing_english(article), english_without_ukrainian(article)) == ([], [])
    assert validate_parity(article) is None


@pytest.mark.parametrize("name", get_translation_fields("title", "lead", "body")[1::2])
def test_validate_parity_refuses_at_the_english_field(name):
    with pytest.raises(ValidationError) as refusal:
        validate_parity(Article(**{name: "English"}))

    assert set(refusal.value.message_dict) == {name}


@pytest.mark.django_db
def test_validate_parity_is_part_of_the_models_own_check():
    article = Article(title_uk="Новина", lead_en="In short")

    with pytest.raises(ValidationError) as refusal:
        article.full_clean()

    assert set(refusal.value.message_dict) == {"lead_en"}


@pytest.mark.django_db
def test_validate_parity_is_silent_about_fields_that_a_form_does_not_show():
    article = make_article(lead_uk="", lead_en="In short")
    form = modelform_factory(Article, fields=["title_uk"])({"title_uk": "Нова назва"}, instance=article)

    assert form.is_valid()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_publish_refuses_english_alone_and_changes_nothing(status):
    article = make_article(status=status, lead_uk="", lead_en="In short")

    with pytest.raises(InvalidTransition) as refusal:
        article.publish(by=make_staff())

    assert label("lead") in str(refusal.value)
    assert Article.objects.get().status == article.status == status
    assert not Transition.objects.exists()


@pytest.mark.django_db
def test_submit_refuses_english_alone():
    draft = make_complete_draft(lessons_uk="", lessons_en="Lessons")

    with pytest.raises(InvalidTransition) as refusal:
        draft.submit(by=make_staff())

    assert str(draft._meta.get_field("lessons").verbose_name) in str(refusal.value)
    assert draft.status == Status.DRAFT


@pytest.mark.django_db
def test_accept_refuses_english_alone():
    base = make_initiative()
    fields = {"replaces": base, "based_on": base.updated_at, "title_uk": "Зміна", "lessons_en": "Lessons"}
    proposal = type(base).objects.create(status=Status.IN_REVIEW, **fields)

    with pytest.raises(InvalidTransition):
        move(proposal, Status.ACCEPTED, by=make_staff())

    assert proposal.status == Status.IN_REVIEW


@pytest.mark.django_db
def test_withdraw_does_not_ask_for_ukrainian():
    article = make_article(lead_uk="", lead_en="In short")

    article.withdraw(by=make_staff())

    assert article.status == Status.WITHDRAWN


@pytest.mark.django_db
def test_publish_does_not_ask_for_english():
    article = make_article(status=Status.DRAFT, title_en="", lead_en=None, body_en=None)

    article.publish(by=make_staff())

    assert article.is_published
