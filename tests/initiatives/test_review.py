"""The review queue and the page on which staff answer: who may, what it shows, and that no word is lost."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from initiatives import decisions
from initiatives.models import AnswerTemplate, Consent, Contact, FieldComment, Initiative
from portal.mail.models import Letter
from portal.publishing.models import Status, Transition
from tests.factories import (
    make_answer_template,
    make_application,
    make_complete_draft,
    make_guest,
    make_partner,
    make_staff,
    make_user,
    make_war_status,
)
from tests.initiatives.test_decisions import make_handed_in, make_taken, make_taken_proposal

pytestmark = pytest.mark.django_db

QUEUE = "/review/"


@pytest.fixture
def reviewer(client):
    user = make_staff(name="Олена")
    client.force_login(user)
    return user


def address(initiative, verb=""):
    return f"/review/{initiative.pk}/" + (f"{verb}/" if verb else "")


def version(initiative):
    return Initiative.objects.get(pk=initiative.pk).review_version


def post(client, initiative, verb="", **data):
    return client.post(address(initiative, verb), {"version": version(initiative)} | data)


def html_of(response):
    return response.content.decode()


def status(initiative):
    return Initiative.objects.values_list("status", flat=True).get(pk=initiative.pk)


def drafts(initiative):
    return dict(FieldComment.objects.drafts().filter(initiative=initiative).values_list("field", "text"))


# Who may


def make_editor():
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_initiative"))
    return user


def test_visitor_signs_in_and_comes_back(client):
    initiative = make_handed_in()

    response = client.get(address(initiative))

    assert response.url == f"{reverse('account_login')}?next={address(initiative)}"


def test_draft_is_its_authors_own(client, reviewer):
    assert client.get(address(make_complete_draft())).status_code == 404


@pytest.mark.parametrize("verb", ["save", "insert", "take", "give-back", "rebase"])
def test_button_is_no_link(client, reviewer, verb):
    assert client.get(address(make_taken(by=reviewer), verb)).status_code == 405


@pytest.mark.parametrize("url", [QUEUE, "{page}"])
def test_review_pages_are_neither_listed_nor_kept(client, reviewer, url):
    response = client.get(url.format(page=address(make_handed_in())))

    assert '<meta name="robots" content="noindex">' in html_of(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_review_pages_open_in_both_languages(client, reviewer, prefix, language):
    initiative = make_taken(by=reviewer)

    pages = (QUEUE, address(initiative), address(initiative, "preview"))
    responses = [client.get(prefix + page) for page in pages]

    assert [response.status_code for response in responses] == [200] * 3
    assert {response.headers["Content-Language"] for response in responses} == {language}


# The queue


def test_queue_tells_what_waits_since_when_and_for_whom(client, reviewer):
    with time_machine.travel(datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC), tick=False):
        initiative = make_taken(by=reviewer)

    with time_machine.travel(datetime.datetime(2026, 11, 17, 10, tzinfo=datetime.UTC), tick=False):
        html = " ".join(html_of(client.get(QUEUE)).split())

    for shown in (initiative.title_uk, initiative.city.name_uk, "2 листопада 2026 року", "16 листопада", "Олена"):
        assert shown in html
    assert "чекає 11 робочих днів" in html
    assert "label--late" in html


def test_queue_tells_the_kinds_apart(client, reviewer):
    returned = make_taken()
    decisions.ask_for_changes(returned, by=reviewer, note="Додайте рік.")
    decisions.hand_in(returned, by=returned.author)
    proposal = make_taken_proposal()

    found = {row.pk: row for row in client.get(QUEUE).context["page"]}

    assert (found[returned.pk].was_returned, found[returned.pk].replaces_id) == (True, None)
    assert (found[proposal.pk].was_returned, found[proposal.pk].replaces_id) == (False, proposal.replaces_id)


def test_queue_narrows_to_mine_and_to_nobodys(client, reviewer):
    mine, other, nobodys = make_taken(by=reviewer), make_taken(), make_handed_in()

    rows = {who: set(client.get(QUEUE, {"who": who}).context["page"]) for who in ("", "mine", "nobody")}

    assert rows == {"": {mine, other, nobodys}, "mine": {mine}, "nobody": {nobodys}}


def test_queue_asks_the_database_as_often_for_three_rows_as_for_one(client, reviewer, django_assert_num_queries):
    make_handed_in()
    client.get(QUEUE)  # fills the cache of content types
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    make_taken(by=reviewer)
    make_taken_proposal()

    with django_assert_num_queries(len(one)):
        client.get(QUEUE)


def test_empty_queue_says_so(client, reviewer):
    assert 'class="empty"' in html_of(client.get(QUEUE))


def test_queue_counts_the_applications_for_membership(client, reviewer):
    for _number in range(2):
        make_application()

    assert client.get(QUEUE).context["applications"] == 2


# What the page shows


def test_page_shows_what_readers_will_not_see(client, reviewer):
    initiative = make_handed_in()
    Contact.objects.create(initiative=initiative, name="Марта Коваль", email="marta@example.org", phone="+380 32 1")
    Consent.objects.create(initiative=initiative, kind=Consent.Kind.UNESCO)

    html = html_of(client.get(address(initiative)))

    for shown in ("Марта Коваль", "marta@example.org", "+380 32 1", str(capfirst(Consent.Kind.UNESCO.label))):
        assert shown in html


def test_proposal_shows_the_contact_and_consents_that_it_keeps(client, reviewer):
    proposal = make_taken_proposal()
    Contact.objects.create(initiative=proposal.replaces, name="Відділ освіти", email="osvita@example.org")
    Consent.objects.create(initiative=proposal.replaces, kind="publication", text_version="2026-01")

    html = html_of(client.get(address(proposal)))

    assert "osvita@example.org" in html
    assert "2026-01" in html


def test_page_leads_to_what_a_proposal_changes(client, reviewer):
    html = html_of(client.get(address(make_taken_proposal())))

    assert '<a href="#field-title">' in html
    assert '<a href="#field-summary">' not in html


def test_page_warns_where_a_contact_could_endanger_people(client, reviewer):
    initiative = make_handed_in()
    make_war_status(city=initiative.city)
    Contact.objects.create(initiative=initiative, name="Марта", email="marta@example.org", is_public=True)

    html = html_of(client.get(address(initiative)))

    assert "це могло б наразити людей на небезпеку" in html


def test_page_shows_both_languages_and_what_lacks_english(client, reviewer):
    initiative = make_handed_in(problem_en="Why we need it.")

    html = html_of(client.get(address(initiative)))

    assert "Чому це потрібно." in html
    assert "Why we need it." in html
    assert html.count(">бракує англійської<") == 3  # objectives, activities, transfer


def test_page_escapes_what_was_written(client, reviewer):
    initiative = make_taken(by=reviewer, problem_uk="<script>alert(1)</script>")
    FieldComment.objects.create(initiative=initiative, field="problem", text="<b>Так?</b>")

    html = html_of(client.get(address(initiative)))

    assert "<script>alert(1)" not in html
    assert "<b>Так?" not in html


def test_page_links_to_organisations_that_readers_do_not_see_yet(client, reviewer):
    partner = make_partner(status=Status.DRAFT, slug=None)
    initiative = make_handed_in(organisation=partner)

    html = html_of(client.get(address(initiative)))

    assert f'<a href="{reverse("admin:cities_partner_change", args=[partner.pk])}">' in html


def test_page_marks_what_a_proposal_changes(client, reviewer):
    proposal = make_taken_proposal(title_uk="Стара назва", title_en="")

    html = html_of(client.get(address(proposal)))

    assert "Стара</del>" in html.replace('<span class="hp"> кінець вилученого]</span>', "")
    assert "Краща<span" in html


def test_page_marks_what_has_changed_since_changes_were_asked(client, reviewer):
    initiative = make_taken()
    decisions.ask_for_changes(initiative, by=reviewer, note="Додайте рік.")
    Initiative.objects.filter(pk=initiative.pk).update(problem_uk="Чому це важливо.")  # as a draft saves itself
    initiative.refresh_from_db()
    initiative.results.update(value=240)
    decisions.hand_in(initiative, by=initiative.author)

    html = html_of(client.get(address(initiative)))

    assert html.count("<ins>") == 3  # the two, and the legend
    assert "важливо<span" in html
    assert "240<span" in html


def test_new_initiative_has_nothing_marked(client, reviewer):
    html = html_of(client.get(address(make_handed_in())))

    assert "<ins>" not in html


def test_page_shows_earlier_comments_and_the_log(client, reviewer):
    initiative = make_taken(by=reviewer)
    FieldComment.objects.create(initiative=initiative, field="results", text="Як рахували?", is_draft=True)
    decisions.ask_for_changes(initiative, by=reviewer, note="Додайте рік.")

    html = html_of(client.get(address(initiative)))

    assert "Як рахували?" in html
    assert "Додайте рік." in html
    assert html.count("<textarea") == 0


def test_page_asks_the_database_as_often_for_three_parts_as_for_one(client, reviewer, django_assert_num_queries):
    initiative = make_taken(by=reviewer)

    def add_parts():
        initiative.results.create(kind="other", value=1, year=2024)
        initiative.partner_roles.create(partner=make_partner())
        initiative.links.create(source_url=f"https://example.org/{initiative.links.count()}")
        FieldComment.objects.create(initiative=initiative, field="results", text="Так.", by=make_user())

    add_parts()
    client.get(address(initiative))
    with CaptureQueriesContext(connection) as one:
        client.get(address(initiative))
    add_parts()
    add_parts()

    with django_assert_num_queries(len(one)):
        client.get(address(initiative))


# In whose hands


def test_take_makes_a_reviewer_and_shows_the_form(client, reviewer):
    initiative = make_handed_in()

    response = post(client, initiative, "take")

    assert (status(initiative), response.url) == ("in_review", address(initiative))
    assert client.get(response.url).context["is_mine"]


def test_page_of_another_reviewer_tells_who_and_takes_no_words(client, reviewer):
    initiative = make_taken(by=make_staff(name="Ігор Мельник"))

    html = html_of(client.get(address(initiative)))

    assert "Розглядає: Ігор Мельник." in html
    assert "<textarea" not in html


def test_take_over_passes_on_what_was_written(client, reviewer):
    initiative = make_taken(by=make_staff())
    FieldComment.objects.create(initiative=initiative, field="results", text="Як рахували?", is_draft=True)

    post(client, initiative, "take")

    assert Initiative.objects.get(pk=initiative.pk).reviewer == reviewer
    assert "Як рахували?</textarea>" in html_of(client.get(address(initiative)))


def test_take_of_what_another_took_meanwhile_is_told_and_changes_nothing(client, reviewer):
    initiative, faster = make_handed_in(), make_staff()
    seen = version(initiative)
    decisions.take(initiative, by=faster)

    response = client.post(address(initiative, "take"), {"version": seen})

    assert response.status_code == 409
    assert Initiative.objects.get(pk=initiative.pk).reviewer == faster


def test_give_back_needs_the_reviewer(client, reviewer):
    initiative, other = make_taken(by=make_staff()), make_taken(by=reviewer)

    answers = [post(client, each, "give-back").status_code for each in (initiative, other)]

    assert answers == [409, 302]
    assert list(Initiative.objects.without_reviewer()) == [other]


# Comments and templates


def test_what_is_typed_is_saved_and_authors_do_not_see_it(client, reviewer):
    initiative = make_taken(by=reviewer)

    post(client, initiative, "save", comment_results="Як рахували?\r\nКого?", note="Дякуємо.")

    assert drafts(initiative) == {"results": "Як рахували?\nКого?", "": "Дякуємо."}
    assert not initiative.field_comments.open().exists()
    html = html_of(client.get(address(initiative)))
    assert "Як рахували?\nКого?</textarea>" in html
    assert "Дякуємо.</textarea>" in html


def test_emptied_comment_is_removed(client, reviewer):
    initiative = make_taken(by=reviewer)
    post(client, initiative, "save", comment_results="Як рахували?", comment_title="Коротше.")

    post(client, initiative, "save", comment_results="", comment_title="Коротше.")

    assert drafts(initiative) == {"title": "Коротше."}


def test_too_long_comment_is_told_at_its_field_and_kept(client, reviewer):
    initiative = make_taken(by=reviewer)

    response = post(client, initiative, "save", comment_results="а" * 1001, comment_title="Коротше.")

    html = html_of(response)
    assert response.status_code == 422
    assert 'href="#id_comment_results"' in html
    assert "а" * 1001 in html
    assert "Коротше.</textarea>" in html
    assert drafts(initiative) == {}


def test_comment_of_who_is_no_reviewer_any_more_is_not_saved_and_not_lost(client, reviewer):
    initiative = make_taken(by=make_staff())

    response = post(client, initiative, "save", comment_results="Як рахували?")

    assert response.status_code == 409
    assert "Як рахували?" in html_of(response)
    assert drafts(initiative) == {}


@pytest.mark.parametrize(("author", "words"), [("uk", "Додайте, будь ласка, рік."), ("en", "Please add the year.")])
def test_template_comes_in_the_language_of_the_author(client, reviewer, author, words):
    initiative = make_taken(by=reviewer)
    initiative.author.language = author
    initiative.author.save()

    post(client, initiative, "insert", template=make_answer_template().pk)

    assert drafts(initiative) == {"": words}


def test_template_for_a_guest_comes_in_the_language_of_the_guest(client, reviewer):
    initiative = make_taken(by=reviewer)
    make_guest(initiative=initiative, language="en")

    post(client, initiative, "insert", template=make_answer_template(text_en="").pk)
    post(client, initiative, "insert", template=make_answer_template().pk, note="")

    assert drafts(initiative) == {"": "Please add the year."}


def test_template_is_added_and_nothing_typed_is_lost(client, reviewer):
    initiative = make_taken(by=reviewer)
    typed = {"note": "Добрий день!", "comment_results": "Як рахували?", "decision": "decline"}

    response = post(client, initiative, "insert", template=make_answer_template().pk, **typed)

    assert drafts(initiative) == {"": "Добрий день!\n\nДодайте, будь ласка, рік.", "results": "Як рахували?"}
    page = client.get(response.url)
    assert page.context["form"]["decision"].value() == "decline"


def test_insert_without_a_template_is_told_and_nothing_typed_is_lost(client, reviewer):
    initiative = make_taken(by=reviewer)

    response = post(client, initiative, "insert", note="Добрий день!")

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["template"]
    assert "Добрий день!</textarea>" in html_of(response)


def test_template_that_makes_the_answer_too_long_is_told(client, reviewer):
    initiative = make_taken(by=reviewer)

    response = post(client, initiative, "insert", template=make_answer_template().pk, note="а" * 3990)

    assert list(response.context["form"].errors) == ["note"]
    assert "а" * 3990 in html_of(response)


# Deciding


DECISIONS = {"changes": "changes_asked", "publish": "published", "decline": "declined"}
each_decision = pytest.mark.parametrize(("decision", "target"), DECISIONS.items())


@each_decision
def test_decision_moves_the_initiative_with_note_and_comments(client, reviewer, decision, target):
    initiative = make_taken(by=reviewer)

    response = post(client, initiative, decision=decision, note="Дякуємо.", comment_results="Як рахували?")

    assert (response.status_code, response.url) == (302, QUEUE)
    logged = Transition.objects.of(initiative).last()
    assert (logged.target, logged.by, logged.note) == (target, reviewer, "Дякуємо.")
    assert [each.text for each in initiative.field_comments.open()] == ["Як рахували?"]
    assert "Як рахували?" in Letter.objects.get(to=initiative.author.email).text


def test_proposal_is_accepted_on_the_page(client, reviewer):
    proposal = make_taken_proposal()
    decisions.take(proposal, by=reviewer)

    post(client, proposal, decision="publish")

    assert (status(proposal), Initiative.objects.get(pk=proposal.replaces_id).title_uk) == ("accepted", "Краща назва")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "decision"),
        ({"decision": "withdraw"}, "decision"),
        ({"decision": "changes"}, "note"),
        ({"decision": "changes", "note": "  "}, "note"),
        ({"decision": "decline", "comment_results": "Як рахували?"}, "note"),
    ],
)
def test_decision_without_a_word_is_told_at_its_field(client, reviewer, data, field, prefix, language):
    initiative = make_taken(by=reviewer)

    response = client.post(prefix + address(initiative), {"version": version(initiative)} | data)

    html = html_of(response)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert 'id="error-summary"' in html
    assert status(initiative) == "in_review"


def test_changes_are_asked_by_comments_at_fields_alone(client, reviewer):
    initiative = make_taken(by=reviewer)

    post(client, initiative, decision="changes", comment_results="Як рахували?")

    assert status(initiative) == "changes_asked"


@each_decision
def test_second_of_two_reviewers_decides_nothing_and_loses_no_word(client, reviewer, decision, target):
    initiative = make_taken(by=reviewer)
    seen = version(initiative)
    decisions.take(initiative, by=make_staff())
    Letter.objects.all().delete()

    data = {"version": seen, "decision": decision, "note": "Довга відповідь.", "comment_results": "Як рахували?"}
    response = client.post(address(initiative), data)

    html = html_of(response)
    assert (response.status_code, status(initiative)) == (409, "in_review")
    assert "Довга відповідь." in html
    assert "Як рахували?" in html
    assert not Letter.objects.exists()


def test_double_click_decides_once(client, reviewer):
    initiative = make_taken(by=reviewer)
    data = {"version": version(initiative), "decision": "decline", "note": "Ні."}

    answers = [client.post(address(initiative), data).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert Letter.objects.count() == 1


def test_decision_about_words_that_changed_meanwhile_is_not_taken_and_can_be_repeated(client, reviewer):
    initiative = make_taken(by=reviewer)
    seen = version(initiative)
    initiative.title_uk = "Інша назва"
    initiative.save()

    response = client.post(address(initiative), {"version": seen, "decision": "decline", "note": "Ні."})

    html = html_of(response)
    assert (response.status_code, status(initiative)) == (409, "in_review")
    assert "Ні.</textarea>" in html
    assert f'name="version" value="{version(initiative)}"' in " ".join(html.split())


# A proposal whose base has changed


@pytest.fixture
def outdated(reviewer):
    """A proposal in the reviewer's hands, after the published version was changed."""
    proposal = make_taken_proposal(title_uk="Стара назва")
    decisions.take(proposal, by=reviewer)
    initiative = proposal.replaces
    initiative.summary_uk = "Тим часом змінено."
    initiative.save()
    return proposal


def test_outdated_proposal_is_compared_before_it_can_be_accepted(client, outdated):
    html = html_of(client.get(address(outdated)))

    assert address(outdated, "rebase") in html
    assert 'value="publish"' not in html
    assert "Тим часом змінено" in html


def test_rebase_lets_the_proposal_be_accepted(client, outdated):
    post(client, outdated, "rebase")
    post(client, outdated, decision="publish")

    assert status(outdated) == "accepted"


def test_rebase_on_a_version_that_was_not_on_the_page_is_refused(client, outdated):
    seen = version(outdated)
    outdated.replaces.save()

    response = client.post(address(outdated, "rebase"), {"version": seen})

    assert response.status_code == 409
    assert Initiative.objects.get(pk=outdated.pk).base_has_changed


# The admin decides in the same way


def test_decision_in_the_admin_sends_the_same_letter(client, reviewer):
    initiative = make_taken(by=reviewer)
    FieldComment.objects.create(initiative=initiative, field="results", text="Як рахували?", is_draft=True)

    url = reverse("admin:initiatives_initiative_move", args=[initiative.pk, "changes_asked"])
    client.post(url, {"seen": "in_review", "note": "Додайте рік."})

    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == ("initiative_changes_asked", initiative.author.email)
    assert "Як рахували?" in letter.text


def test_review_begun_in_the_admin_makes_a_reviewer(client, reviewer):
    initiative = make_handed_in()

    client.post(reverse("admin:initiatives_initiative_move", args=[initiative.pk, "in_review"]), {"seen": "submitted"})

    assert Initiative.objects.get(pk=initiative.pk).reviewer == reviewer


def test_publishing_several_in_the_admin_sends_each_author_a_letter(client, reviewer):
    rows = [make_taken(by=reviewer), make_taken(by=reviewer)]
    Letter.objects.all().delete()

    data = {"action": "publish_selected", "_selected_action": [row.pk for row in rows]}
    client.post(reverse("admin:initiatives_initiative_changelist"), data)

    assert sorted(Letter.objects.values_list("to", flat=True)) == sorted(row.author.email for row in rows)


def test_template_lacking_english_comes_in_ukrainian():
    template = AnswerTemplate(text_uk="Дякуємо.", text_en="")

    with translation.override("en"):
        assert template.text_for("en") == "Дякуємо."
