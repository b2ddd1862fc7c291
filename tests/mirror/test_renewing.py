"""What becomes of a mirror when the portal changes, fails, or another folder is named."""

import re

import pytest
import time_machine
from django.core.management import CommandError

from initiatives.models import Initiative
from news.models import Article
from portal.mirror.copying import Visitor
from tests.factories import make_article, make_initiative
from tests.mirror.running import few_of_all, mirror, names, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_of_all():
    with few_of_all():
        yield


def test_second_run_rewrites_nothing_that_has_not_changed_and_removes_what_was_withdrawn(tmp_path):
    gone = make_initiative(slug="gone", city=None, title_uk="Зникне")
    make_article(slug="stays")
    with time_machine.travel("2026-11-02 12:00", tick=False):
        mirror(tmp_path)
    before = {name: (tmp_path / name).stat().st_ino for name in names(tmp_path)}
    Initiative.objects.get(pk=gone.pk).withdraw(by=None)

    with time_machine.travel("2026-11-03 12:00", tick=False):
        said = mirror(tmp_path)

    after = {name: (tmp_path / name).stat().st_ino for name in names(tmp_path)}
    assert [name for name in after if "gone" in name] == []
    assert "Зникне" not in "".join(path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file())
    assert before["news/stays/index.html"] == after["news/stays/index.html"]
    assert 'datetime="2026-11-02"' in read(tmp_path, "news/stays/index.html")
    assert 'datetime="2026-11-03"' in read(tmp_path, "initiatives/index.html")
    assert re.search(r"[1-9]\d* written, [1-9]\d* removed", said)
    assert "every link leads to a file" in mirror(tmp_path, "--check")


def test_what_is_withdrawn_while_the_site_is_read_is_not_kept(tmp_path, monkeypatch):
    row = make_article(slug="gone")

    class Slow(Visitor):
        def visit(self):
            super().visit()
            if Article.objects.published().filter(pk=row.pk).exists():
                Article.objects.get(pk=row.pk).withdraw(by=None)

    monkeypatch.setattr("portal.mirror.mirroring.Visitor", Slow)

    mirror(tmp_path)

    assert [name for name in names(tmp_path) if "gone" in name] == []


def test_run_that_fails_leaves_the_mirror_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "manifest.json").write_text('{"files": {}}')
    (tmp_path / "index.html").write_text("former")
    (tmp_path / ".new").mkdir()  # left by a run that was killed
    monkeypatch.setattr("portal.pages.figures.count_all", lambda: 1 / 0)

    with pytest.raises(CommandError, match=r"^/ answers with 500"):
        mirror(tmp_path)

    assert names(tmp_path) == {"manifest.json", "index.html"}
    assert read(tmp_path, "index.html") == "former"


def test_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")

    with pytest.raises(CommandError, match="neither empty nor a mirror"):
        mirror(tmp_path)

    assert names(tmp_path) == {"thesis.odt"}
