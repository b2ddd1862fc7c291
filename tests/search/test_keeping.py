"""The index says what readers may know, from the moment they may know it to the moment they may not."""

import pytest
from django.core.management import call_command
from django.db import transaction

from cities.models import City, Partner
from initiatives.actions import accept_proposal, propose_change
from initiatives.models import Initiative, InitiativePartner, Result
from news.models import Article, Event
from portal.pages.models import Page
from portal.search.finding import search
from portal.search.keeping import gathered
from portal.search.models import Entry, Trigram, Word
from portal.search.questions import corrected
from tests.factories import (
    make_area,
    make_article,
    make_city,
    make_event,
    make_initiative,
    make_page,
    make_partner,
    make_staff,
    make_target_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

WORD = "обсерваторія"
KINDS = {
    City: lambda **fields: make_city(name_uk=WORD, **fields),
    Partner: lambda **fields: make_partner(name_uk=WORD, **fields),
    Initiative: lambda **fields: make_initiative(title_uk=WORD, city=None, **fields),
    Article: lambda **fields: make_article(title_uk=WORD, **fields),
    Event: lambda **fields: make_event(title_uk=WORD, **fields),
    Page: lambda **fields: make_page(title_uk=WORD, **fields),
}


def found(text=WORD):
    return [entry.title_uk for entry in search(text).results()[0:24]]


@pytest.fixture(params=KINDS, ids=lambda model: model.__name__)
def make(request):
    return KINDS[request.param]


def test_a_draft_is_not_found_until_it_is_published(make):
    row = make(status="draft", slug="join")
    if isinstance(row, Initiative):
        row.origin = "sources"
        row.save()

    assert found() == []
    row.publish(by=None)
    assert found() == [WORD]


def test_what_is_withdrawn_leaves_no_trace(make):
    row = make()
    assert corrected("обсерваторіа") == WORD

    row.withdraw(by=None)

    findings = search(WORD)
    assert (found(), findings.counts, findings.did_you_mean, corrected("обсерваторіа")) == ([], {}, "", None)
    assert not Word.objects.filter(word=WORD).exists()
    assert not Trigram.objects.filter(word=WORD).exists()


def test_what_is_published_again_is_found_again(make):
    row = make()
    row.withdraw(by=None)
    row.publish(by=None)

    assert found() == [WORD]


def test_what_is_deleted_is_not_found(make):
    make().delete()

    assert found() == []


def test_what_is_edited_is_found_by_its_new_words_alone():
    initiative = make_initiative(title_uk="Музей")
    initiative.title_uk = "Театр"
    initiative.save()

    assert found("музей") == []
    assert found("театр") == ["Театр"]


def test_a_new_address_is_followed():
    article = make_article(title_uk=WORD, slug="old")
    article.rename("new")

    assert [entry.address for entry in search(WORD).results()[0:1]] == ["/news/new/"]


def test_a_page_that_moves_with_the_page_above_it_is_followed():
    about = make_page(slug="about")
    group = make_page(slug="group", parent=about, title_uk="Група")
    make_page(slug="below", parent=group, title_uk=WORD)

    group.rename("moved")

    assert [entry.address for entry in search(WORD).results()[0:1]] == ["/about/moved/below/"]


def test_a_proposed_change_is_found_once_it_is_accepted():
    initiative = make_initiative(title_uk="Музей")
    proposal = propose_change(initiative, by=None)
    Initiative.objects.filter(pk=proposal.pk).update(title_uk="Театр")
    proposal.refresh_from_db()

    assert found("театр") == []
    for verb in (proposal.submit, proposal.start_review):
        make_ready(proposal)
        verb(by=None)
    accept_proposal(proposal, by=make_staff())
    assert (found("театр"), found("музей")) == (["Театр"], [])


def make_ready(proposal):
    """All that submission asks for."""
    for name in ("problem_uk", "objectives_uk", "activities_uk", "transfer_uk"):
        setattr(proposal, name, "Текст.")
    proposal.start, proposal.organisation = "2024", proposal.organisation or make_partner()
    proposal.save()
    proposal.areas.set([make_area()])
    proposal.target_groups.set([make_target_group()])
    if not proposal.results.exists():
        Result.objects.create(initiative=proposal, kind="participants", value=1, year=2024)


@pytest.mark.parametrize("title", ["а" * 120, "ж" * 59 + "ями", "💣 ﬁ ß İ ½", "-" * 9, "'", "\u202eйезум"])
def test_any_title_can_be_published(title):
    make_partner(name_uk=title, name_en=title)

    assert Entry.objects.get().title_uk == title


# What is joined in


def test_an_initiative_is_found_by_the_new_name_of_its_city():
    city = make_city(name_uk="Бахмут")
    make_initiative(title_uk=WORD, city=city)
    city.name_uk = "Ізюм"
    city.save()

    assert found("Ізюм обсерваторія")[0] == WORD
    assert found("Бахмут") == []


def test_an_initiative_does_not_name_a_withdrawn_city():
    city = make_city(name_uk="Бахмут")
    make_initiative(title_uk=WORD, city=city)
    make_initiative(title_uk="Разом", city=None, partner_cities=[city])
    make_article(title_uk="Новина", cities=[city])
    make_event(title_uk="Зустріч", city=city)
    make_partner(name_uk="Партнер", cities=[city])

    city.withdraw(by=None)

    assert found("Бахмут") == []
    assert not Entry.objects.filter(place_uk__contains="Бахмут").exists()


def test_an_initiative_does_not_name_a_withdrawn_partner():
    partner = make_partner(name_uk="Обсерваторія", name_en="")
    initiative = make_initiative(title_uk="Музей")
    InitiativePartner.objects.create(initiative=initiative, partner=partner)
    assert sorted(found()) == ["Музей", "Обсерваторія"]

    partner.withdraw(by=None)

    assert found() == []


def test_an_article_does_not_name_a_withdrawn_initiative():
    initiative = make_initiative(title_uk=WORD)
    make_article(title_uk="Новина", initiatives=[initiative])
    assert len(found()) == 2

    initiative.withdraw(by=None)

    assert found() == []


def test_an_initiative_is_found_by_what_it_is_sorted_under():
    area = make_area(name_uk="Довкілля")
    initiative = make_initiative(title_uk=WORD)

    initiative.areas.add(area)
    assert found("довкілля") == [WORD]

    area.name_uk = "Економіка"
    area.save()
    assert (found("довкілля"), found("економіка")) == ([], [WORD])

    initiative.areas.clear()
    assert found("економіка") == []


def test_a_deleted_reference_is_forgotten():
    area = make_area(name_uk="Довкілля")
    make_initiative(title_uk=WORD, areas=[area])

    area.delete()

    assert found("довкілля") == []


def test_places_contacts_and_hidden_names_are_never_in_the_index():
    make_initiative(title_uk="Музей", place_uk="вулиця Таємна", location_precision="exact")
    make_event(title_uk="Зустріч", place_uk="площа Таємна")
    make_city(name_uk="Ізюм", head_name_uk="Таємний", contact_person_uk="Таємна", contact_office_uk="Таємний відділ")

    assert found("таємна") == []


# Transactions


def test_the_index_is_undone_with_the_change():
    def fail():
        with transaction.atomic():
            make_partner(name_uk=WORD)
            assert found() == [WORD]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert found() == []


def test_changes_that_are_gathered_are_seen_at_the_end():
    with gathered():
        partner = make_partner(name_uk=WORD)
        assert found() == []
        partner.name_uk = "Музей"
        partner.save()

    assert (found(), found("музей")) == ([], ["Музей"])


# Building anew


def test_rebuilding_mends_what_was_changed_around_django(capsys):
    make_partner(name_uk="Музей")
    gone = make_partner(name_uk="Театр")
    Partner.objects.filter(pk=gone.pk).update(status="withdrawn")
    Partner.objects.exclude(pk=gone.pk).update(name_uk="Обсерваторія")
    Word.objects.all().update(entries=99)

    call_command("rebuild_search")

    assert (found("музей"), found("театр"), found()) == ([], [], ["Обсерваторія"])
    assert not Word.objects.filter(entries=99).exists()
    assert capsys.readouterr().out.startswith("1 entries")


def test_rebuilding_changes_nothing_where_all_is_level(capsys):
    make_partner(name_uk=WORD)
    before = (list(Entry.objects.values()), set(Word.objects.values_list("word", "entries")))

    call_command("rebuild_search")

    assert (list(Entry.objects.values()), set(Word.objects.values_list("word", "entries"))) == before
