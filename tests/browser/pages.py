"""One address of the starter content for each type of page that the public site has."""

from typing import NamedTuple

from tests.browser.people import COORDINATOR, EDITOR, REVIEWER


class PageType(NamedTuple):
    """A type of page and where to see one.

    ``submits``: only after its form was sent empty. ``is_found``: whether search engines may list it. ``has_facets``:
    whether it has a list with facets, which weighs more script.
    """

    name: str
    path: str
    status: int = 200
    submits: bool = False
    is_found: bool = True
    has_facets: bool = False


PAGE_TYPES = [
    PageType("home", "/"),
    PageType("directory", "/cities/", has_facets=True),
    PageType("directory, filtered", "/cities/?oblast=lvivska&initiatives=with", has_facets=True),
    PageType("directory, nothing found", "/cities/?oblast=lvivska&initial=Ї&q=ю", has_facets=True),
    PageType("city", "/cities/lviv/"),
    PageType("occupied city", "/cities/melitopol/"),
    PageType("contacts", "/contacts/"),
    PageType("partners", "/partners/", has_facets=True),
    PageType("partners, filtered", "/partners/?kind=education&kind=culture", has_facets=True),
    PageType("partner", "/partners/dvv-international-ukraine/"),
    PageType("catalogue", "/initiatives/", has_facets=True),
    PageType("catalogue, filtered", "/initiatives/?stage=ongoing&city=lviv&more=city", has_facets=True),
    PageType("catalogue, nothing found", "/initiatives/?city=lviv&city=nikopol&stage=relocated", has_facets=True),
    PageType("catalogue, with a notice", "/initiatives/?stage=nonsense", has_facets=True),
    PageType("initiative", "/initiatives/lviv-educatio-network/"),
    PageType("handout", "/initiatives/lviv-educatio-network/handout/", is_found=False),
    PageType("areas", "/areas/"),
    PageType("area", "/areas/families-communities/"),
    PageType("tasks", "/tasks/"),
    PageType("task", "/tasks/learning-culture/"),
    PageType("SDGs", "/sdgs/"),
    PageType("SDG", "/sdgs/quality-education/"),
    PageType("target groups", "/target-groups/"),
    PageType("themes", "/themes/"),
    PageType("news", "/news/"),
    PageType("article", "/news/peace-webinar-with-korea/"),
    PageType("events", "/events/"),
    PageType("event", "/events/adult-education-days-2016/"),
    PageType("search", "/search/", is_found=False),
    PageType("search with results", "/search/?q=library", is_found=False),
    PageType("search in one kind", "/search/?q=Мелітополь&kind=initiative", is_found=False),
    PageType("search after a typing error", "/search/?q=бібілотека", is_found=False),
    PageType("search with some words", "/search/?q=музей+Гайворон+корейський", is_found=False),
    PageType("search without results", "/search/?q=ббббб", is_found=False),
    PageType("open data", "/data/"),
    PageType("code book", "/data/code-book/"),
    PageType("page", "/about/"),
    PageType("page below another", "/about/key-features/"),
    PageType("join", "/join/"),
    PageType("privacy", "/privacy/"),
    PageType("accessibility", "/accessibility/"),
    PageType("contact form", "/contact/"),
    PageType("contact form with errors", "/contact/", status=422, submits=True),
    PageType("propose", "/propose/"),
    PageType("propose with errors", "/propose/", status=422, submits=True),
    PageType("message sent", "/contact/sent/"),
    PageType("newsletter", "/newsletter/"),
    PageType("newsletter with errors", "/newsletter/", status=422, submits=True),
    PageType("newsletter asked for", "/newsletter/sent/"),
    PageType("newsletter confirmed", "/newsletter/subscribed/"),
    PageType("application form", "/join/apply/"),
    PageType("application form with errors", "/join/apply/", status=422, submits=True),
    PageType("application sent", "/join/apply/sent/"),
    PageType("application erased", "/join/application/erased/", is_found=False),
    PageType("proposal sent", "/propose/sent/"),
    PageType("new link", "/propose/link/"),
    PageType("new link with errors", "/propose/link/", status=422, submits=True),
    PageType("new link sent", "/propose/link/sent/"),
    PageType("question", "/cities/lviv/ask/", is_found=False),
    PageType("question with errors", "/cities/lviv/ask/", status=422, submits=True, is_found=False),
    PageType("question sent", "/cities/lviv/ask/sent/", is_found=False),
    PageType("spam reported", "/questions/reported/", is_found=False),
    PageType("sign in", "/account/login/", is_found=False),
    PageType("sign in with errors", "/account/login/", status=422, submits=True, is_found=False),
    PageType("password", "/account/login/password/", is_found=False),
    PageType("password with errors", "/account/login/password/", status=422, submits=True, is_found=False),
    PageType("password forgotten", "/account/password/reset/", is_found=False),
    PageType("password forgotten with errors", "/account/password/reset/", status=422, submits=True, is_found=False),
    PageType("password on its way", "/account/password/reset/sent/", is_found=False),
    PageType("password link used", "/account/password/reset/1-set-password/", is_found=False),
    PageType("account erased", "/account/erased/", is_found=False),
    PageType("offline", "/offline/", is_found=False),
    PageType("not found", "/initiatives/nothing-here/", status=404, is_found=False),
]
# What an address alone gives, without a form sent or an error.
READABLE = [page_type for page_type in PAGE_TYPES if page_type.status == 200]
PREFIXES = ["", "/en"]


class SignedInPage(NamedTuple):
    """A page that one person sees after signing in; in the path stand the names of the initiatives of ``stages``."""

    name: str
    person: str
    path: str


LVIV = "/workspace/UA46060250000025047"
ONE = "/workspace/initiatives"
SIGNED_IN_PAGES = [
    SignedInPage("day", COORDINATOR, f"{LVIV}/"),
    SignedInPage("city page", COORDINATOR, f"{LVIV}/page/"),
    SignedInPage("questions", COORDINATOR, f"{LVIV}/questions/"),
    SignedInPage("people", COORDINATOR, f"{LVIV}/people/"),
    SignedInPage("new initiative", COORDINATOR, f"{LVIV}/initiatives/new/"),
    *(
        SignedInPage(f"follow {stage.replace('_', ' ')}", COORDINATOR, f"{ONE}/{{{stage}}}/")
        for stage in (
            *("begun", "submitted", "in_review", "changes_asked"),
            *("published", "declined", "withdrawn", "proposed"),
        )
    ),
    SignedInPage("check begun", COORDINATOR, f"{ONE}/{{begun}}/check/"),
    SignedInPage("check complete", COORDINATOR, f"{ONE}/{{complete}}/check/"),
    SignedInPage("comments in the form", COORDINATOR, f"{ONE}/{{changes_asked}}/story/"),
    SignedInPage("preview", COORDINATOR, f"{ONE}/{{submitted}}/preview/"),
    SignedInPage("withdraw", COORDINATOR, f"{ONE}/{{published}}/withdraw/"),
    SignedInPage("delete", COORDINATOR, f"{ONE}/{{begun}}/delete/"),
    SignedInPage("account", COORDINATOR, "/account/me/"),
    SignedInPage("queue", REVIEWER, "/review/"),
    SignedInPage("queue, empty", EDITOR, "/review/?who=mine"),
    SignedInPage("review, nobody’s", REVIEWER, "/review/{submitted}/"),
    SignedInPage("review, one’s own", REVIEWER, "/review/{in_review}/"),
    SignedInPage("review of a change", REVIEWER, "/review/{proposed}/"),
    SignedInPage("review, another’s", EDITOR, "/review/{in_review}/"),
    SignedInPage("desk", EDITOR, "/admin/"),
    SignedInPage("guide", EDITOR, "/admin/guide/"),
    SignedInPage("list of cities", EDITOR, "/admin/cities/city/"),
    SignedInPage("list of initiatives", EDITOR, "/admin/initiatives/initiative/?status__exact=published"),
    SignedInPage("library", EDITOR, "/admin/media/photo/"),
    SignedInPage("state of the portal", EDITOR, "/admin/status/"),
    SignedInPage("journal", EDITOR, "/admin/audit/"),
    SignedInPage("languages", EDITOR, "/admin/languages/"),
    SignedInPage("city’s form", EDITOR, "/admin/cities/city/1/change/"),
    SignedInPage("initiative’s form", EDITOR, "/admin/initiatives/initiative/{published}/change/"),
    SignedInPage("history of an initiative", EDITOR, "/admin/initiatives/initiative/{published}/history/"),
    SignedInPage("new article", EDITOR, "/admin/news/article/add/"),
    SignedInPage("reviewer’s preview", REVIEWER, "/review/{proposed}/preview/"),
]


def label(value) -> str | None:
    """What a test over page types and prefixes is called."""
    if isinstance(value, PageType | SignedInPage):
        return value.name.replace(",", "").replace("’", "").replace(" ", "-")
    return {"": "uk", "/en": "en"}.get(value)


def show(page, portal, page_type, prefix=""):
    """Open a page of the type in a browser page. Raises AssertionError where it answers with another status."""
    response = page.goto(f"{portal.url}{prefix}{page_type.path}")
    if page_type.submits:
        with page.expect_navigation() as navigation:
            page.click("main form [type=submit]")
        response = navigation.value
    if response.status != page_type.status:
        raise AssertionError(f"{response.url} answers {response.status}, not {page_type.status}.")
