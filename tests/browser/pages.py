"""One address of the starter content for each type of page that the public site has."""

from typing import NamedTuple


class PageType(NamedTuple):
    """A type of page and where to see one.

    ``submits``: only after its form was sent empty. ``is_found``: whether search engines may list it.
    """

    name: str
    path: str
    status: int = 200
    submits: bool = False
    is_found: bool = True


PAGE_TYPES = [
    PageType("home", "/"),
    PageType("directory", "/cities/"),
    PageType("directory, filtered", "/cities/?oblast=lvivska"),
    PageType("city", "/cities/lviv/"),
    PageType("occupied city", "/cities/melitopol/"),
    PageType("contacts", "/contacts/"),
    PageType("partners", "/partners/"),
    PageType("partner", "/partners/dvv-international-ukraine/"),
    PageType("catalogue", "/initiatives/"),
    PageType("catalogue, filtered", "/initiatives/?stage=ongoing"),
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
    PageType("page", "/about/"),
    PageType("page below another", "/about/key-features/"),
    PageType("join", "/join/"),
    PageType("privacy", "/privacy/"),
    PageType("accessibility", "/accessibility/"),
    PageType("contact form", "/contact/"),
    PageType("contact form with errors", "/contact/", status=422, submits=True),
    PageType("message sent", "/contact/sent/"),
    PageType("offline", "/offline/", is_found=False),
    PageType("not found", "/initiatives/nothing-here/", status=404, is_found=False),
]
# What an address alone gives, without a form sent or an error.
READABLE = [page_type for page_type in PAGE_TYPES if page_type.status == 200]
PREFIXES = ["", "/en"]


def label(value) -> str | None:
    """What a test over page types and prefixes is called."""
    if isinstance(value, PageType):
        return value.name.replace(",", "").replace(" ", "-")
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
