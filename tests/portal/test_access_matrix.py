"""Who may open what: every address of the portal's rooms by everybody who may come to it.

A row names an address, the rows of the database that it is about, and whom it lets in when it is asked for and when a
form is sent to it. What is open to everybody stands in ``OPEN_TO_ALL``; an address that is in neither fails here.
"""

from contextlib import contextmanager, nullcontext
from http.cookies import SimpleCookie
from typing import NamedTuple

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation

from initiatives import decisions, files
from initiatives.models import Consent, InitiativeDocument, InitiativePhoto
from portal.pages.models import Page
from tests.accounts.signing_in import set_up_app
from tests.factories import (
    make_application,
    make_article,
    make_award,
    make_city,
    make_complete_draft,
    make_coordinator,
    make_digest,
    make_event,
    make_guest_proposal,
    make_initiative,
    make_invitation,
    make_lead,
    make_page,
    make_partner,
    make_question,
    make_representative,
    make_staff,
    make_user,
)
from tests.media.samples import make_document, make_photo

# What may come of a request
LET_IN = "let in"
ASKED = "asked to sign in"
REFUSED = "refused"

PEOPLE = ("visitor", "newcomer", "coordinator of another city", "editor", "lead", "staff", "reviewer", "superuser")


def only(*people, visitor=ASKED, others=REFUSED):
    """Whom an address lets in, with what the others meet."""
    return dict.fromkeys(PEOPLE, others) | {"visitor": visitor} | dict.fromkeys(people, LET_IN)


ANYBODY = only(*PEOPLE)
SIGNED_IN = only(*PEOPLE[1:])
CITY = only("editor", "lead")
LEAD = only("lead")
REVIEWERS = only("reviewer", "superuser")
# Django's admin asks everybody but staff to sign in.
STAFF = only("staff", "reviewer", "superuser", others=ASKED)
DESK = only("reviewer", "superuser", others=ASKED) | {"staff": REFUSED}
SUPERUSER = only("superuser", others=ASKED) | {"staff": REFUSED, "reviewer": REFUSED}
# Files that strangers do not learn of
STAFF_FILE = only("staff", "reviewer", "superuser", visitor=REFUSED)
# Whoever is signed in under another address is told so.
INVITED = only("visitor")


class Row(NamedTuple):
    name: str
    args: tuple[str, ...]
    get: dict | None
    post: dict | None


def row(name, *args, get=None, post=None):
    return Row(name, args, get, post)


# Lists that go out and come in as tables
WITH_TABLES = [
    *("cities_city", "cities_partner", "cities_network", "cities_networkmembership", "cities_indicator"),
    *("initiatives_initiative", "initiatives_area", "initiatives_associationtask", "initiatives_sdg"),
    *("initiatives_targetgroup", "initiatives_theme", "news_article", "news_event"),
]
PUBLICATIONS = ("cities_city", "cities_partner", "initiatives_initiative", "news_article", "news_event", "pages_page")

ROWS = [
    row("workspace:overview", get=SIGNED_IN),
    row("workspace:city", "katottg", get=CITY),
    row("workspace:confirm_page", "katottg", post=CITY),
    row("workspace:confirm_initiative", "katottg", "published", post=CITY),
    # The city's page, its people and its questions
    row("cities:edit", "katottg", get=CITY, post=CITY),
    row("cities:still_correct", "katottg", "kind", "award", post=CITY),
    row("cities:people", "katottg", get=CITY, post=LEAD),
    row("cities:change_role", "katottg", "colleague", post=LEAD),
    row("cities:remove_person", "katottg", "colleague", post=LEAD),
    row("cities:renew_invitation", "katottg", "invitation", post=LEAD),
    row("cities:revoke_invitation", "katottg", "invitation", post=LEAD),
    row("cities:questions", "katottg", get=CITY),
    row("cities:question", "katottg", "question", get=CITY, post=CITY),
    row("cities:report_question", "katottg", "question", post=CITY),
    row("cities:invitation", "invitation_key", get=ANYBODY, post=INVITED),
    # Writing
    row("initiatives:new", "katottg", get=CITY, post=CITY),
    row("initiatives:write", "draft", "step", get=CITY, post=CITY),
    row("initiatives:check", "draft", get=CITY, post=CITY),
    row("initiatives:preview", "draft", get=CITY),
    row("initiatives:files", "draft", get=CITY),
    row("initiatives:document", "draft", "document", get=CITY),
    row("initiatives:photo_words", "draft", "photo", get=CITY, post=CITY),
    row("initiatives:add_file", "draft", "photos", get=CITY, post=CITY),
    row("initiatives:move_file", "draft", "photos", "photo", post=CITY),
    row("initiatives:remove_file", "draft", "photos", "photo", post=CITY),
    row("initiatives:spreadsheet", "draft", get=CITY, post=CITY),
    row("initiatives:spreadsheet_download", "draft", get=CITY),
    # Following
    row("initiatives:follow", "submitted", get=CITY),
    row("initiatives:take_back", "submitted", post=CITY),
    row("initiatives:withdraw", "published", get=CITY, post=CITY),
    row("initiatives:propose_change", "published", post=CITY),
    row("initiatives:duplicate", "published", post=CITY),
    row("initiatives:delete", "draft", get=CITY, post=CITY),
    # What a guest handed in
    row("initiatives:handover", "handed_over", get=CITY),
    row("initiatives:take_over", "handed_over", post=CITY),
    row("initiatives:give_back", "handed_over", post=CITY),
    row("initiatives:decline_guest", "handed_over", post=CITY),
    # Staff answer
    row("initiatives:review_queue", get=REVIEWERS),
    row("initiatives:review", "submitted", get=REVIEWERS, post=REVIEWERS),
    row("initiatives:review_preview", "submitted", get=REVIEWERS),
    row("initiatives:review_save", "submitted", post=REVIEWERS),
    row("initiatives:review_insert", "submitted", post=REVIEWERS),
    row("initiatives:review_take", "submitted", post=REVIEWERS),
    row("initiatives:review_give_back", "submitted", post=REVIEWERS),
    row("initiatives:review_rebase", "submitted", post=REVIEWERS),
    row("media:document", "document", get=STAFF_FILE),
    row("pages:styleguide", get=STAFF),
    row("desk:guide", get=STAFF),
    row("watch:status", get=STAFF),
    row("metrics", get=only(visitor=REFUSED), post=only(visitor=REFUSED)),
    # Decisions in the admin
    row("admin:initiatives_initiative_move", "submitted", "in_review", post=DESK),
    row("admin:initiatives_initiative_confirm", "published", post=DESK),
    row("admin:cities_city_move", "city", "withdrawn", post=DESK),
    row("admin:cities_city_confirm", "city", post=DESK),
    row("admin:cities_partner_move", "partner", "withdrawn", post=DESK),
    row("admin:cities_partner_confirm", "partner", post=DESK),
    row("admin:cities_representative_confirm", "newcomer", post=DESK),
    row("admin:cities_membershipapplication_move", "application", "in_review", post=DESK),
    row("admin:news_article_move", "article", "withdrawn", post=DESK),
    row("admin:news_event_move", "event", "withdrawn", post=DESK),
    row("admin:pages_page_move", "page", "withdrawn", post=DESK),
    row("admin:newsletter_digest_preview", "digest", "english", get=DESK),
    row("admin:newsletter_digest_gather", "digest", post=DESK),
    row("admin:newsletter_digest_test", "digest", post=DESK),
    row("admin:newsletter_digest_send", "digest", post=DESK),
    row("admin:newsletter_digest_go_on", "digest", post=DESK),
    row("admin:cities_city_merge", "city", "other_city", get=SUPERUSER, post=SUPERUSER),
    row("admin:cities_partner_merge", "partner", "other_partner", get=SUPERUSER, post=SUPERUSER),
    row("admin:initiatives_initiative_merge", "published", "also_published", get=SUPERUSER, post=SUPERUSER),
    *(row(f"admin:{kind}_english_fits", kind, post=DESK) for kind in PUBLICATIONS),
    # Previews, and links to them
    *(row(f"admin:{kind}_preview", kind, get=DESK) for kind in PUBLICATIONS),
    *(row(f"admin:{kind}_share", kind, post=DESK) for kind in PUBLICATIONS),
    *(row(f"admin:{kind}_end_link", kind, f"link of {kind}", post=DESK) for kind in PUBLICATIONS),
    *(row(f"admin:{kind}_plan", kind, get=DESK, post=DESK) for kind in PUBLICATIONS),
    *(row(f"admin:{kind}_cancel_plan", kind, "withdrawn", post=DESK) for kind in PUBLICATIONS),
    row("publishing:languages", get=STAFF),
    row("publishing:audit", get=SUPERUSER),
    row("publishing:audit_table", get=SUPERUSER),
    row("admin:accounts_user_changelist", get=SUPERUSER, post=SUPERUSER),
    # Tables and the archive
    *(
        row(f"admin:{model}_{name}", **methods)
        for model in WITH_TABLES
        for name, methods in {
            "export_csv": {"get": SUPERUSER},
            "export_xlsx": {"get": SUPERUSER},
            "import": {"get": SUPERUSER, "post": SUPERUSER},
            "import_confirm": {"post": SUPERUSER},
            "import_empty": {"get": SUPERUSER},
        }.items()
    ),
    row("exchange:archive", get=SUPERUSER, post=SUPERUSER),
    # One's own account
    row("accounts:me", get=SIGNED_IN, post=SIGNED_IN),
    row("accounts:sign_out_elsewhere", post=SIGNED_IN),
    row("accounts:my_data", get=SIGNED_IN),
    row("accounts:change_address", get=SIGNED_IN, post=SIGNED_IN),
    row("accounts:consents", get=SIGNED_IN),
    row("accounts:take_back_consent", "room", "consent", post=only("editor")),
    row("accounts:erase", get=SIGNED_IN, post=SIGNED_IN),
    row("account_reauthenticate", get=SIGNED_IN, post=SIGNED_IN),
    row("mfa_reauthenticate", get=SIGNED_IN, post=SIGNED_IN),
    row("mfa_reauthenticate_webauthn", get=SIGNED_IN, post=SIGNED_IN),
    row("account_set_password", get=SIGNED_IN, post=SIGNED_IN),
    row("account_change_password", get=SIGNED_IN, post=SIGNED_IN),
    row("mfa_index", get=SIGNED_IN),
    row("mfa_activate_totp", get=SIGNED_IN, post=SIGNED_IN),
    row("mfa_deactivate_totp", get=SIGNED_IN, post=SIGNED_IN),
    row("mfa_view_recovery_codes", get=SIGNED_IN),
    row("mfa_generate_recovery_codes", get=SIGNED_IN, post=SIGNED_IN),
    row("mfa_download_recovery_codes", get=SIGNED_IN),
    row("mfa_add_webauthn", get=SIGNED_IN, post=SIGNED_IN),
    row("mfa_edit_webauthn", "key_of_colleague", get=only(), post=only()),
    row("mfa_remove_webauthn", "key_of_colleague", get=only(), post=only()),
]

OPEN_TO_ALL = {
    # What readers see
    *("pages:home", "pages:page", "robots", "security_txt", "embroidery:ornament", "embroidery:preview", "media:photo"),
    *("offline:page", "offline:manifest", "service_worker"),
    *("cities:directory", "cities:city", "cities:contacts", "cities:partners", "cities:partner"),
    *(
        "initiatives:catalogue",
        "initiatives:initiative",
        "initiatives:handout",
        "initiatives:areas",
        "initiatives:area",
    ),
    *("initiatives:tasks", "initiatives:task", "initiatives:sdgs", "initiatives:sdg", "initiatives:themes"),
    *("initiatives:theme", "initiatives:target_groups", "initiatives:target_group"),
    *("news:news", "news:article", "news:events", "news:event"),
    *("search:search", "search:suggestions", "search:description"),
    # What programs read
    *("initiatives:feed", "initiatives:area_feed", "initiatives:cite", "news:news_feed", "news:city_feed"),
    *("news:calendar", "news:event_calendar", "news:city_calendar", "sitemaps", "sitemap"),
    *("opendata:data", "opendata:code_book", "api:index", "api:openapi", "api:list", "api:table", "api:map"),
    *("api:record", "api:licence", "api:release"),
    *("health_live", "health_ready"),
    # Forms for everybody, and what they lead to
    *("newsletter:subscribe", "newsletter:sent", "newsletter:subscribed"),
    *("pages:contact", "pages:contact_sent", "cities:ask", "cities:asked", "cities:reported"),
    *("cities:apply", "cities:applied", "cities:hromadas", "cities:application_erased"),
    *("initiatives:propose", "initiatives:proposed", "initiatives:new_key", "initiatives:new_key_sent"),
    # Opened by the key in a letter, whoever holds it
    *("cities:confirm", "cities:application", "cities:correct_application", "cities:erase_application"),
    *("cities:applicant_takes_back", "initiatives:guest_takes_back"),
    *("cities:confirm_question", "cities:answer", "cities:report_by_key", "initiatives:guest", "accounts:unsubscribe"),
    *("accounts:confirm_address", "newsletter:confirm", "newsletter:change", "newsletter:unsubscribe"),
    "publishing:preview",
    # The way in and out
    *("account_login", "account_request_login_code", "account_confirm_login_code", "account_login_password"),
    *("mfa_login_webauthn", "mfa_authenticate", "account_logout", "account_inactive", "account_signup"),
    *("account_reset_password", "account_reset_password_done", "account_reset_password_from_key"),
    *("account_reset_password_from_key_done", "accounts:erased"),
    "mfa_list_webauthn",  # leads to another page
}

# The admin's own pages, which Django guards; tests/publishing/test_admin.py asks them all.
OF_DJANGO = ("add", "change", "changelist", "delete", "history", "simple_history", "password_change")
ADMIN_PAGES = {f"admin:{name}" for name in ("index", "login", "logout", "password_change", "password_change_done")} | {
    f"admin:{name}" for name in ("autocomplete", "jsi18n", "view_on_site", "app_list", "auth_user_password_change")
}


def names(resolver, *spaces):
    """The names of all addresses, as ``reverse`` takes them."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, *spaces, *([pattern.namespace] if pattern.namespace else []))
        elif pattern.name:
            yield ":".join([*spaces, pattern.name])


def is_page_of_django(name):
    models = "|".join(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)
    return name in ADMIN_PAGES or any(
        name == f"admin:{model}_{page}" for model in models.split("|") for page in OF_DJANGO
    )


def test_every_address_is_in_the_matrix():
    known = {row.name for row in ROWS} | OPEN_TO_ALL

    assert {name for name in names(get_resolver()) if name not in known and not is_page_of_django(name)} == set()


def test_the_matrix_names_no_address_that_is_gone():
    rows = [row.name for row in ROWS]

    assert ({*rows} | OPEN_TO_ALL) - {*names(get_resolver())} == set()
    assert {*rows} & OPEN_TO_ALL == set()
    assert len(rows) == len({*rows})


# The world in which everybody walks


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once for all tests, which leave it as it was."""
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        translation.override("uk"),
        override_settings(MEDIA_ROOT=media),
    ):
        world = World()
        world.media = media
        yield world
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_the_world(_media_of_its_own, world, settings):
    settings.MEDIA_ROOT = world.media


class World:
    """The people by what they are called above, and the rows by what addresses call them."""

    def __init__(self):
        city = make_city(contact_email="office@example.org")
        self.people = self._people(city)
        self.cookies = {who: self._sign_in(who) for who in PEOPLE}
        editor = self.people["editor"]
        draft = make_complete_draft(city=city, author=editor)
        photo, document = make_photo(), make_document()
        attached = InitiativePhoto(initiative=draft, photo=photo)
        files.attach(attached)
        files.attach(InitiativeDocument(initiative=draft, document=document))
        submitted = make_complete_draft(city=city, author=editor)
        decisions.hand_in(submitted, by=editor)
        handed_over = make_guest_proposal(initiative=make_complete_draft(city=city)).initiative
        decisions.hand_in(handed_over, by=None)
        colleague, invitation = make_coordinator(city), make_invitation(city=city)
        key = Authenticator.objects.create(user=colleague.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Ключ"})
        self.rows = {
            "katottg": city.katottg,
            "city": city.pk,
            "kind": "award",
            "award": make_award(city=city).pk,
            "colleague": colleague.pk,
            "newcomer": make_representative(city=city).pk,
            "invitation": invitation.pk,
            "invitation_key": invitation.key,
            "question": make_question(city=city).pk,
            "draft": draft.pk,
            "step": "what",
            "photos": "photos",
            "photo": attached.pk,
            "document": document.uuid,
            "submitted": submitted.pk,
            "published": make_initiative(city=city).pk,
            "handed_over": handed_over.pk,
            "application": make_application().pk,
            "partner": make_partner().pk,
            "other_city": make_city().pk,
            "other_partner": make_partner().pk,
            "also_published": make_initiative(city=city).pk,
            "article": make_article().pk,
            "event": make_event().pk,
            "digest": make_digest().pk,
            "english": "en",
            "page": make_page().pk,
            "key_of_colleague": key.pk,
            "room": "initiatives",
            "consent": Consent.objects.create(initiative=draft, kind="unesco", given_by=editor).pk,
            "in_review": "in_review",
            "withdrawn": "withdrawn",
        }
        drafts = {
            "cities_city": make_city(status="draft"),
            "cities_partner": make_partner(status="draft"),
            "initiatives_initiative": draft,
            "news_article": make_article(status="draft"),
            "news_event": make_event(status="draft"),
            "pages_page": make_page(parent=Page.objects.get(), slug="draft", status="draft"),
        }
        for kind, publication in drafts.items():
            self.rows[kind] = publication.pk
            self.rows[f"link of {kind}"] = publication.secret_links.create().pk

    def _people(self, city):
        reviewer = make_user(is_staff=True)
        models = "initiative", "city", "partner", "representative", "membershipapplication", "article", "event", "page"
        reviewer.user_permissions.set(
            Permission.objects.filter(codename__in=[f"change_{model}" for model in (*models, "digest")])
        )
        people = {
            "newcomer": make_representative(city=city).user,  # whom nobody has confirmed yet
            "coordinator of another city": make_lead(make_city()).user,
            "editor": make_coordinator(city).user,
            "lead": make_lead(city).user,
            "staff": make_user(is_staff=True),
            "reviewer": reviewer,
            "superuser": make_staff(),
        }
        for person in people.values():
            set_up_app(person)
        return people

    def address(self, row):
        return reverse(row.name, args=[self.rows[arg] for arg in row.args])

    def _sign_in(self, who):
        client = Client()
        if who != "visitor":
            client.force_login(self.people[who])
            # As after a sign-in of now, so that nobody is asked again who they are.
            request = RequestFactory().get("/")
            request.session = client.session
            record_authentication(request, self.people[who], method="code")
            request.session.save()
        return client.cookies

    def browser_of(self, who):
        client = Client()
        client.cookies = SimpleCookie(self.cookies[who].output(header=""))
        return client

    @contextmanager
    def walk_in(self, who):
        """A browser of this person; what is done with it in the block is undone."""
        cache.clear()  # what limits count
        with transaction.atomic():
            yield self.browser_of(who)
            transaction.set_rollback(True)


def outcome(response):
    """What became of a request; the answer itself where it is none of the three."""
    is_asked = response.status_code == 302 and "/login/" in response.headers["Location"]
    is_somebody_else = response.status_code == 409 and "is_somebody_else" in response.context
    if response.status_code in (403, 404) or is_somebody_else:
        return REFUSED
    return ASKED if is_asked else LET_IN if response.status_code in (200, 302, 409, 422) else response


@contextmanager
def no_change():
    """Nothing is written in the block but the session, in which a refused text may wait for the sign-in."""
    with CaptureQueriesContext(connection) as queries:
        yield
    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in writes if "django_session" not in sql] == []


CASES = [
    pytest.param(row, method, id=f"{method} {row.name}")
    for row in ROWS
    for method in ("get", "post")
    if getattr(row, method)
]


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "method"), CASES)
def test_access(world, row, method):
    expected, found = getattr(row, method), {}

    for who in PEOPLE:
        with world.walk_in(who) as client, nullcontext() if expected[who] == LET_IN else no_change():
            response = getattr(client, method)(world.address(row))
            if response.streaming:
                response.getvalue()  # to its end, which closes the file
            found[who] = outcome(response)

    assert found == expected


ONE_WAY = [pytest.param(row, id=row.name) for row in ROWS if not (row.get and row.post)]


@pytest.mark.django_db
@pytest.mark.parametrize("row", ONE_WAY)
def test_other_method_does_nothing(world, row):
    """What only shows takes no form, and what only acts is no page that a link could open."""
    method = "post" if row.get else "get"
    who = next(who for who in reversed(PEOPLE) if (row.get or row.post)[who] == LET_IN)

    with world.walk_in(who) as client, no_change():
        response = getattr(client, method)(world.address(row))

    assert response.status_code in (302, 405)
