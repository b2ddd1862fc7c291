"""axe-core, with its best practices, finds nothing on any page: both languages and schemes, telephone and desktop."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import PAGE_TYPES, PREFIXES, SIGNED_IN_PAGES, label, show

pytestmark = pytest.mark.browser

WIDTHS = [360, 1280]
RUN = """async (rules) => {
  const options = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await axe.run({ ...options, resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any, all, none }) => {
      const reasons = [...any, ...all, ...none].map(({ message }) => message);
      return `${id} (${help}) at ${target.join(" ")}: ${reasons.join("; ")}`;
    }),
  );
}"""


# All that another scheme can change.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def findings(page, rules=None):
    """What axe-core finds on the page as it is shown, a line for each element; of all rules where none is named."""
    return page.evaluate(RUN, rules)


def findings_everywhere(page, widths=WIDTHS):
    """What axe-core finds on the page that is open, in both schemes and at both widths, or at those named."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, rules in (("light", None), ("dark", COLOUR_RULES)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{page.url}, {scheme}, {width} px: {finding}" for finding in findings(page, rules)]
    return found


# Where time is short, readers hold a telephone and whoever signed in sits at a desk.


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=label)
@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.crossed)])
def test_axe_finds_nothing(page, portal, page_type, prefix, width):
    page.emulate_media(reduced_motion="reduce")
    show(page, portal, page_type, prefix)

    assert not (found := findings_everywhere(page, [width])), "\n" + "\n".join(found)


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
@pytest.mark.parametrize("seen", SIGNED_IN_PAGES, ids=label)
@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.crossed)])
def test_axe_finds_nothing_where_somebody_signed_in(people, stages, portal, seen, prefix, width):
    with people.page_of(seen.person, reduced_motion="reduce") as page:
        response = page.goto(portal.url + prefix + seen.path.format(**stages))
        assert response.status == 200

        assert not (found := findings_everywhere(page, [width])), "\n" + "\n".join(found)


def test_axe_sees_what_is_wrong(page):
    page.set_content('<html lang="uk"><title>Проба</title><main><h1>Проба</h1><img src="data:,"></main></html>')
    page.evaluate(AXE_SCRIPT)

    assert [finding.split()[0] for finding in findings(page)] == ["image-alt"]
