"""Pages before their readers see them: for those who edit, and by secret links."""

import datetime

import pytest
from django.urls import get_resolver
from django.utils import timezone, translation

from cities.models import City, Partner
from initiatives.actions import propose_change
from initiatives.models import Initiative
from news.models import Article, Event
from portal.pages.models import Page
from portal.publishing.models import Publication, Status
from portal.publishing.personal_data import export
from portal.publishing.previews import _pages
from portal.publishing.sharing import SecretLink
from tests.factories import (
    make_article,
    make_city,
    make_event,
    make_initiative,
    make_page,
    make_partner,
    make_staff,
    make_user,
    make_war_status,
)
from tests.publishing.test_admin import make_editor, messages, url

pytestmark = pytest.mark.django_db

DRAFT = {"status": Status.DRAFT, "slug": None, "published_at": None}
DRAFTS = {
    Article: lambda: make_article(**DRAFT),
    City: lambda: make_city(**DRAFT),
    Event: lambda: make_event(**DRAFT),
    Initiative: lambda: make_initiative(**DRAFT),
    Page: lambda: make_page(**DRAFT | {"slug": "draft", "parent": make_page()}),
    Partner: lambda: make_partner(**DRAFT),
}
each_kind = pytest.mark.parametrize("model", DRAFTS, ids=lambda model: model.__name__)


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


def shared(client, row):
    """The address of a new secret link, as the change page shows it in Ukrainian."""
    response = client.post(url(type(row), "share", row.pk), follow=True)
    _link, addresses, _end = response.context["secret_links"][0]
    return addresses[0][2].removeprefix("http://127.0.0.1:8000")


def test_every_publication_has_a_page_to_preview():
    assert get_resolver().url_patterns  # the views are known
    concrete = {model for model in Publication.__subclasses__() if not model._meta.abstract}

    assert set(_pages) == set(DRAFTS) == concrete


@each_kind
def test_preview_is_the_page_that_readers_will_get(client, staff, model, language, prefix):
    row = DRAFTS[model]()
    with translation.override(language):
        html = client.get(url(model, "preview", row.pk)).content.decode()
    # Once published, it reads the same.
    shown = row.as_published()
    model.objects.filter(pk=row.pk).update(status=Status.PUBLISHED, published_at=timezone.now(), slug=shown.slug)

    with translation.override(language):
        address = model.objects.get(pk=row.pk).get_absolute_url()
    public = client.get(address).content.decode()

    assert words(public) == without_banner(words(html))
    assert f'<html lang="{language}">' in html


def words(html):
    main = html[html.index("<main") : html.index("</main>")]
    return [line.strip() for line in main.split("\n") if line.strip()]


def without_banner(lines):
    start = lines.index('<div class="preview-banner">')
    end = lines.index("</div>", start)
    return lines[:start] + lines[end + 1 :]


@each_kind
def test_preview_is_kept_by_no_cache_and_no_search_engine(client, staff, model):
    row = DRAFTS[model]()

    for address in (url(model, "preview", row.pk), shared(client, row)):
        response = client.get(address)
        html = response.content.decode()
        assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert '<meta name="robots" content="noindex">' in html
        assert "canonical" not in html
        assert "og:title" not in html
        assert "datePublished" not in html


def test_preview_changes_nothing(client, staff):
    row = make_article(**DRAFT)
    before = Article.objects.values().get()

    client.get(url(Article, "preview", row.pk))

    assert Article.objects.values().get() == before


def test_preview_of_a_proposal_shows_what_it_would_change(client, staff):
    initiative = make_initiative(title_uk="Як є")
    proposal = propose_change(initiative, by=staff)
    proposal.title_uk = "Як буде"
    proposal.save()
    article = make_article(title_uk="Про ініціативу")
    article.initiatives.add(initiative)

    html = client.get(url(Initiative, "preview", proposal.pk)).content.decode()

    assert "Як буде" in html
    assert "Як є" not in html
    assert initiative.get_absolute_url() in html
    assert "Про ініціативу" in html


def test_preview_hides_the_contacts_of_an_occupied_city(client, staff):
    city = make_city(**DRAFT, contact_email="office@example.org", head_name_uk="Іван Голова")
    make_war_status(city=city)

    html = client.get(url(City, "preview", city.pk)).content.decode()

    assert "office@example.org" not in html


def test_preview_is_for_those_who_may_look(client):
    row = make_article(**DRAFT)
    client.force_login(make_editor(Partner))

    assert client.get(url(Article, "preview", row.pk)).status_code == 403


def test_change_page_of_what_is_published_offers_no_preview(client, staff):
    article = make_article()

    assert "previews" not in client.get(url(Article, "change", article.pk)).context


# Secret links


def test_secret_link_opens_the_preview_without_an_account(client, staff, language, prefix):
    address = shared(client, make_article(**DRAFT, title_uk="Чернетка", title_en="Draft of news"))
    client.logout()

    response = client.get(f"{prefix}{address}")

    assert response.status_code == 200
    assert ("Draft of news" if prefix else "Чернетка") in response.content.decode()
    assert not response.cookies


def test_secret_link_says_until_when_it_works(client, staff):
    row = make_article(**DRAFT)
    response = client.post(url(Article, "share", row.pk), follow=True)

    link = SecretLink.objects.get()
    day = timezone.localtime(link.ends_at).strftime("%H:%M")
    assert link.made_by == staff
    assert link.ends_at - timezone.now() > datetime.timedelta(days=13, hours=23)
    assert day in messages(response)[0]
    assert day in client.get(shared(client, row)).content.decode()


def test_secret_link_is_made_by_a_post_only(client, staff):
    row = make_article(**DRAFT)

    assert client.get(url(Article, "share", row.pk)).status_code == 405
    assert not SecretLink.objects.exists()


def test_secret_link_is_made_by_those_who_may_change(client):
    row = make_article(**DRAFT)
    client.force_login(make_editor(Article, actions=["view"]))

    assert client.post(url(Article, "share", row.pk)).status_code == 403
    assert "share_url" not in client.get(url(Article, "change", row.pk)).context
    assert not SecretLink.objects.exists()


def test_secret_link_ends_by_itself(client, staff):
    address = shared(client, make_article(**DRAFT, title_uk="Чернетка"))
    SecretLink.objects.update(ends_at=timezone.now())

    response = client.get(address)

    assert response.status_code == 410
    assert "no-store" in response.headers["Cache-Control"]
    assert "Чернетка" not in response.content.decode()


def test_secret_link_is_ended_by_a_button(client, staff):
    row = make_article(**DRAFT)
    address, other = shared(client, row), shared(client, row)
    first = SecretLink.objects.order_by("pk").first()

    client.post(url(Article, "end_link", row.pk, first.pk))

    assert (client.get(address).status_code, client.get(other).status_code) == (410, 200)


def test_link_of_another_row_is_not_ended(client, staff):
    address = shared(client, make_article(**DRAFT))
    row = make_article(**DRAFT)

    assert client.post(url(Article, "end_link", row.pk, SecretLink.objects.get().pk)).status_code == 404
    assert client.get(address).status_code == 200


def test_secret_link_leads_to_the_page_once_it_is_published(client, staff):
    row = make_article(**DRAFT)
    address = shared(client, row)
    row.publish(by=staff)

    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (302, row.get_absolute_url())
    assert "no-store" in response.headers["Cache-Control"]


def test_what_is_withdrawn_is_hidden_from_those_with_a_link_too(client, staff):
    row = make_article(**DRAFT)
    address = shared(client, row)
    row.publish(by=staff)
    row.withdraw(by=staff)

    assert client.get(address).status_code == 410


@pytest.mark.parametrize("key", ["x", "WzFd.AAAA", "%00", "ключ", "x" * 3000])
def test_key_that_we_did_not_make_is_not_found(client, key):
    assert client.get(f"/preview/{key}/").status_code == 404


def test_link_of_a_deleted_row_is_not_found(client, staff):
    row = make_article(**DRAFT)
    address = shared(client, row)
    row.delete()

    assert client.get(address).status_code == 404


def test_person_learns_of_the_links_they_made(client, staff):
    shared(client, make_article(**DRAFT))
    make_user()

    assert len(export(staff)["secret_links"]) == 1
