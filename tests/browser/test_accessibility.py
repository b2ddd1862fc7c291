"""axe-core, with its best practices, finds nothing on any page: both languages and schemes, telephone and desktop."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import PAGE_TYPES, PREFIXES, label, show

pytestmark = pytest.mark.browser

WIDTHS = [360, 1280]
RUN = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any, all, none }) => {
      const reasons = [...any, ...all, ...none].map(({ message }) => message);
      return `${id} (${help}) at ${target.join(" ")}: ${reasons.join("; ")}`;
    }),
  );
}"""


def findings(page):
    """What axe-core finds on the page as it is shown, a line for each element."""
    return page.evaluate(RUN)


@pytest.mark.parametrize("prefix", PREFIXES, ids=label)
@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=label)
def test_axe_finds_nothing(page, portal, page_type, prefix):
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        show(page, portal, page_type, prefix)
        page.evaluate(AXE_SCRIPT)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{prefix}{page_type.path}, {scheme}, {width} px: {finding}" for finding in findings(page)]

    assert not found, "\n" + "\n".join(found)


def test_axe_sees_what_is_wrong(page):
    page.set_content('<html lang="uk"><title>Проба</title><main><h1>Проба</h1><img src="data:,"></main></html>')
    page.evaluate(AXE_SCRIPT)

    assert [finding.split()[0] for finding in findings(page)] == ["image-alt"]
