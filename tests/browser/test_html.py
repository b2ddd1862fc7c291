import pytest

from bench.html import check, findings

pytestmark = pytest.mark.browser


def test_the_checker_finds_nothing_on_any_page(portal):
    found = findings(portal)

    assert not found, "\n" + "\n".join(found)


def test_the_checker_sees_what_is_wrong(tmp_path):
    page = tmp_path / "wrong.html"
    page.write_text('<!DOCTYPE html><html lang="uk"><title>Проба</title><ul><p>Проба</p></ul></html>')

    found = check([page])

    assert len(found) == 1
    assert found[0].startswith("wrong.html:1: error: Element “p” not allowed as child of element “ul”")
