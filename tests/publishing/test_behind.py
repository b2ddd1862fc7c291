"""English that was left behind by the Ukrainian, and the report of both languages."""

import json
import shutil
import subprocess

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cities.models import City, Partner
from cities.register import hromadas
from initiatives.models import Result
from news.models import Article
from portal.languages import romanisation, romanise
from portal.publishing.behind import behind, confirm_english, with_english_behind
from portal.publishing.models import Status
from portal.publishing.workflow import InvalidTransition
from tests.factories import make_article, make_award, make_city, make_complete_draft, make_partner, make_staff
from tests.publishing.test_admin import make_editor, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def edit(row, **texts):
    for name, text in texts.items():
        setattr(row, name, text)
    row.save()


# Each: what is written one after the other, and which fields are behind then.
STORIES = {
    "never changed": ([], set()),
    "both at once": ([{"title_uk": "Інша", "title_en": "Other"}], set()),
    "Ukrainian alone": ([{"title_uk": "Інша"}], {"title"}),
    "English follows": ([{"title_uk": "Інша"}, {"title_en": "Other"}], set()),
    "English alone": ([{"title_en": "Other"}], set()),
    "there and back": ([{"title_uk": "Інша"}, {"title_uk": "Перша"}], set()),
    "English taken away": ([{"title_uk": "Інша", "title_en": ""}], set()),
    "English there and back": ([{"title_uk": "Інша"}, {"title_en": "Other"}, {"title_en": "First"}], set()),
    "English first, then Ukrainian": ([{"title_en": "Other"}, {"title_uk": "Інша"}], {"title"}),
    "rich text": ([{"body_uk": "<p>Інше</p>"}], {"body"}),
    "English never written": ([{"lead_uk": "Інше"}], set()),
    "saved again": ([{"title_uk": "Інша"}, {}], {"title"}),
}


@pytest.mark.parametrize("story", STORIES)
def test_row_and_list_agree_on_what_is_behind(story):
    edits, expected = STORIES[story]
    article = make_article(
        title_uk="Перша", title_en="First", lead_uk="Коротко", lead_en="", body_uk="<p>Текст</p>", body_en="<p>Text</p>"
    )
    for texts in edits:
        edit(article, **texts)
    row = Article.objects.get()

    assert set(behind(row)) == expected
    assert list(with_english_behind(Article.objects.all())) == ([row] if expected else [])


def test_difference_is_between_what_english_was_written_for_and_now():
    article = make_article(title_uk="Відкрито школу", title_en="A school opened")
    edit(article, title_uk="Відкрито першу школу")
    edit(article, title_uk="Відкрито першу нову школу")

    pieces = [(str(piece.kind), piece.text.strip()) for piece in behind(article)["title"].pieces if piece.text.strip()]

    assert ("inserted", "першу нову") in pieces
    assert not [kind for kind, _text in pieces if kind == "deleted"]


def test_english_that_still_fits_is_behind_only_when_the_ukrainian_changes_again():
    article = make_article(title_uk="Відкрито школу", title_en="A school opened", lead_uk="Перша", lead_en="First")
    edit(article, title_uk="Відкрито школу!")
    confirm_english(article)
    row = Article.objects.get()

    assert (behind(row), list(with_english_behind(Article.objects.all()))) == ({}, [])

    edit(article, lead_uk="Друга")

    assert set(behind(article)) == {"lead"}
    assert list(with_english_behind(Article.objects.all())) == [row]


def test_button_says_that_the_english_still_fits(client, staff):
    article = make_article(title_uk="Відкрито школу", title_en="A school opened")
    edit(article, title_uk="Відкрито школу!")
    page = client.get(url(Article, "change", article.pk))
    [button] = [each.url for each in page.context["decisions"] if "english-fits" in each.url]

    client.post(button)

    assert list(with_english_behind(Article.objects.all())) == []
    assert article.history.first().history_user == staff
    page = client.get(url(Article, "change", article.pk))
    assert [each.url for each in page.context["decisions"] if "english-fits" in each.url] == []
    assert "Англійський текст і далі підходить" in client.get(url(Article, "history", article.pk)).text


def test_change_page_says_beside_the_field_what_changed(client, staff, language):
    article = make_article(title_uk="Відкрито школу", title_en="A school opened")
    edit(article, title_uk="Відкрито <b>")

    with translation.override(language):
        response = client.get(url(Article, "change", article.pk))

    fields = response.context["adminform"].form.fields
    assert "школу</del>" in fields["title_en"].help_text
    assert "&lt;" in fields["title_en"].help_text
    assert "<del>" not in str(fields["lead_en"].help_text)


def test_attention_finds_english_that_is_behind(client, staff):
    make_article()
    article = make_article()
    edit(article, title_uk="Інша")

    response = client.get(url(Article, "changelist"), {"attention": "english_behind"})

    assert list(response.context["cl"].result_list) == [article]


# The report


def report(client, language="uk", **query):
    with translation.override(language):
        return client.get(reverse("publishing:languages"), query)


def numbers(response, model):
    line = next(line for line in response.context["counts"] if line["kind"].model is model)
    return line["rows"], dict(line["lacks"])


def test_report_counts_what_readers_see(client, staff, language):
    make_partner()
    make_partner(name_en="", description_uk="Опис")
    make_partner(description_uk="Опис")
    edit(make_partner(), name_uk="Інша")
    make_partner(status=Status.DRAFT, name_en="")

    response = report(client, language)

    assert numbers(response, Partner) == (4, {"wholly": 1, "partly": 1, "behind": 1})


@pytest.mark.parametrize("lack", ["wholly", "partly", "behind"])
def test_report_lists_the_rows_of_a_number(client, staff, lack):
    partners = {
        "fine": make_partner(),
        "wholly": make_partner(name_en=""),
        "partly": make_partner(description_uk="Опис"),
        "behind": make_partner(),
    }
    edit(partners["behind"], name_uk="Інша")

    response = report(client, kind="cities.partner", lack=lack)

    assert [row for row, _url, _missing in response.context["rows"]] == [partners[lack]]
    assert url(Partner, "change", partners[lack].pk) in response.content.decode()


@pytest.mark.parametrize(
    "query", [{"kind": "\0"}, {"kind": "cities.partner", "lack": "x"}, {"kind": "auth.group", "lack": "wholly"}]
)
def test_report_lists_nothing_for_nonsense(client, staff, query):
    response = report(client, **query)

    assert response.status_code == 200
    assert "page" not in response.context


@pytest.mark.parametrize("lack", ["wholly", "partly", "behind"])
def test_report_asks_as_often_for_many_rows_as_for_one(client, staff, lack, django_assert_num_queries):
    def add():
        edit(make_award(name_en="" if lack == "wholly" else "Award", reason_uk="За що"), name_uk="Нова")

    add()
    report(client)
    with CaptureQueriesContext(connection) as one:
        report(client, kind="cities.award", lack=lack)
    add()
    add()

    with django_assert_num_queries(len(one)):
        response = report(client, kind="cities.award", lack=lack)
    assert len(response.context["rows"]) == 3


def test_report_shows_kinds_that_the_person_may_see(client):
    client.force_login(make_editor(Partner))

    assert [line["kind"].model for line in report(client).context["counts"]] == [Partner]


# English alone in a part


def test_publishing_is_refused_where_a_part_has_english_alone(staff):
    draft = make_complete_draft(origin="sources")
    Result.objects.update(description_uk="", description_en="In English only.")

    with pytest.raises(InvalidTransition) as refusal:
        draft.publish(by=staff)

    assert str(Result._meta.get_field("description").verbose_name) in str(refusal.value)


def test_part_with_english_alone_is_refused_at_its_field(client, staff):
    city = make_city()
    data = {"partners_wanted-0-kind": "culture", "partners_wanted-0-note_en": "In English only."}

    response = client.post(url(City, "change", city.pk), data | {"partners_wanted-TOTAL_FORMS": 1})

    formset = next(
        each.formset for each in response.context["inline_admin_formsets"] if each.formset.prefix == "partners_wanted"
    )
    assert "note_en" in formset.forms[0].errors


# Names


NODE = shutil.which("node")


@pytest.mark.skipif(not NODE, reason="Node is not installed.")
def test_script_spells_names_as_the_portal_does():
    names = [
        *(hromada.name_uk for hromada in hromadas().values()),
        *("Згорани", "ЗГУРІВКА", "Їжакевич", "Знам’янка", "Знам'янка", "Кам’янець-Подільський", "Ґалаґан", "Щастя"),
        *("Юрій Єнакієве", "ЄС", "Є", "м. Київ, вул. Січових Стрільців, 4", "EdCamp Україна", "", "п’ять", "Вели́ка"),
        *("об’їзд", "’їжак", "Йосипівка", "№ 5", "згЗГ"),
    ]
    script = (
        "const {romanise} = require(process.argv[1]);"
        "const {names, table} = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(names.map((name) => romanise(name, table))));"
    )

    answer = subprocess.run(
        [NODE, "-e", script, str(settings.BASE_DIR / "static/js/names.js")],
        input=json.dumps({"names": names, "table": romanisation()}),
        capture_output=True,
        text=True,
        check=True,
    )

    assert dict(zip(names, json.loads(answer.stdout), strict=True)) == {name: romanise(name) for name in names}


def test_change_page_gives_the_script_its_table(client, staff):
    content = client.get(url(City, "change", make_city().pk)).content.decode()

    assert "js/names.js" in content
    assert "data-table=" in content
    assert 'data-english-name=""' in content
