"""A mirror of a small portal: what is in it, what is not, and what becomes of it when the portal changes."""

import json
import re
from datetime import date
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from initiatives.models import InitiativeDocument, InitiativePhoto
from portal.mirror.addresses import MIRRORED
from tests.factories import make_area, make_article, make_city, make_event, make_initiative, make_page, make_question
from tests.media.samples import PDF, make_document, make_photo
from tests.mirror.running import MOST_NARROWED, few_of_all, mirror, names, read
from tests.pages.test_every_page import PageParser
from tests.portal.test_access_matrix import OPEN_TO_ALL

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

SITE = "http://127.0.0.1:8000"


def parsed(folder, name):
    return PageParser(read(folder, name))


def hrefs(folder, name):
    return [link["href"] for link in parsed(folder, name).all("a") if "href" in link]


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of a mirror, and the rows that were mirrored."""
    root = tmp_path_factory.mktemp("mirror")
    with (
        few_of_all(),
        django_db_blocker.unblock(),
        transaction.atomic(),
        translation.override("uk"),
        override_settings(MEDIA_ROOT=root / "media"),
    ):
        yield Written(root / "written")
        transaction.set_rollback(True)


class Written:
    def __init__(self, folder):
        self.folder = folder
        for path in ("about", "join"):
            make_page(slug=path)
        self.city = make_city(name_uk="Полтава", name_en="Poltava", slug="poltava")
        self.document = make_document(is_public=True, title_uk="Звіт")
        self.hidden = make_document(title_uk="Чернетка звіту")
        self.photo = make_photo()
        area = make_area(slug="libraries")
        self.initiative = make_initiative(
            title_uk="Нічна бібліотека", title_en="Library at night", slug="night", city=self.city, areas=[area]
        )
        self.photo.make_renditions()
        InitiativeDocument.objects.create(initiative=self.initiative, document=self.document)
        InitiativePhoto.objects.create(initiative=self.initiative, photo=self.photo)
        make_initiative(status="draft", slug=None, title_uk="Чернетка")
        for number in range(25):
            make_initiative(city=self.city, title_uk=f"Курс {number}", slug=f"course-{number}")
        make_article(slug="opening", cities=[self.city])
        make_event(slug="forum", city=self.city)
        make_question(city=self.city)
        self.said = mirror(folder)


@pytest.fixture
def folder(written):
    return written.folder


# What is in it


@pytest.mark.parametrize(
    "name",
    [
        *("index.html", "en/index.html", "cities/poltava/index.html", "en/initiatives/night/index.html"),
        *("initiatives/night/handout/index.html", "initiatives/night/cite.bib", "areas/libraries/feed.atom"),
        *("news/feed.atom", "en/news/feed.atom", "cities/poltava/events.ics", "events/forum/event.ics"),
        *("api/v1/cities.json", "api/v1/bom=1/cities.csv", "api/v1/cities.geojson", "api/v1/openapi.json"),
        *("sitemap.xml", "robots.txt", "data/licence.txt", "initiatives/page=2/index.html"),
        *("static/css/tokens.css", "static/fonts/onest-cyrillic.woff2", "static/js/site.js"),
    ],
)
def test_public_addresses_are_files(folder, name):
    assert (folder / name).stat().st_size


def test_photos_come_in_all_their_renditions(written):
    photo = written.photo
    files = {
        f"media/photos/{photo.uuid}-{w}.{kind}" for w in photo.rendition_widths for kind in ("avif", "webp", "jpg")
    }

    assert files
    assert files <= names(written.folder)


def test_public_documents_come_under_their_names(written):
    assert (written.folder / f"documents/{written.document.uuid}/zvit.pdf").read_bytes() == PDF


def test_list_of_data_is_whole_in_one_file(folder):
    data = json.loads(read(folder, "api/v1/initiatives.json"))

    assert (len(data["data"]), data["total"], data["next"]) == (26, 26, None)


def test_only_addresses_that_are_open_to_all_are_mirrored():
    # Of documents strangers get the public ones alone.
    assert OPEN_TO_ALL | {"media:document"} >= MIRRORED


def test_nothing_private_is_there(written):
    everything = b"".join(path.read_bytes() for path in written.folder.rglob("*") if path.is_file()).decode(
        errors="replace"
    )

    assert "Нічна бібліотека" in everything
    assert "Чернетка" not in everything
    assert str(written.hidden.uuid) not in everything
    assert "csrfmiddlewaretoken" not in everything
    assert not {name.split("/")[0] for name in names(written.folder)} & {"admin", "account", "workspace", "review"}


# How its pages differ


def test_links_lead_from_file_to_file(folder):
    links = hrefs(folder, "en/initiatives/night/index.html")

    assert "../../index.html" in links
    assert "../../cities/poltava/index.html" in links
    assert "../../../initiatives/night/index.html" in links
    assert [link for link in links if link.startswith("/")] == []


def test_search_engines_are_told_of_the_site(folder):
    page = parsed(folder, "cities/poltava/index.html")

    assert [link["href"] for link in page.all("link", rel="canonical")] == [f"{SITE}/cities/poltava/"]
    assert [meta["content"] for meta in page.all("meta", property="og:url")] == [f"{SITE}/cities/poltava/"]
    assert page.all("meta", property="og:image")[0]["content"].startswith("../../previews/")


@pytest.mark.parametrize(("prefix", "said"), [("", "Це копія за "), ("en/", "This is a copy of ")])
def test_every_page_says_that_it_is_a_copy_and_where_the_site_is(folder, prefix, said):
    html = read(folder, f"{prefix}cities/poltava/index.html")

    note = html.split('<aside class="copy-note"')[1].split("</aside>")[0]
    assert said in note
    assert f'datetime="{date.today().isoformat()}"' in note  # noqa: DTZ011
    assert f'href="{SITE}/{prefix}cities/poltava/"' in note


def test_forms_and_sign_in_lead_to_the_site(folder):
    contact = parsed(folder, "contact/index.html")

    assert [form for form in contact.all("form") if form.get("method") == "post"] == []
    assert f"{SITE}/contact/" in hrefs(folder, "contact/index.html")
    assert f"{SITE}/workspace/" in hrefs(folder, "contact/index.html")


def test_filters_become_links_to_narrowed_lists(folder):
    links = hrefs(folder, "initiatives/index.html")

    assert "area=libraries/index.html" in links
    narrowed = read(folder, "initiatives/area=libraries/index.html")
    assert "Нічна бібліотека" in narrowed
    assert "Курс 1" not in narrowed


def test_lists_narrowed_past_the_bound_lead_to_the_whole_list(folder):
    choices = [link["href"] for link in parsed(folder, "initiatives/index.html").all("a", rel="nofollow")]

    narrowed = [name for name in names(folder) if re.match(r"initiatives/(?!page)[a-z]+=.*index\.html", name)]
    assert len(narrowed) == MOST_NARROWED
    assert "index.html" in choices


def test_pages_need_no_server(folder):
    for name in ("index.html", "initiatives/index.html", "search/index.html"):
        html, page = read(folder, name), parsed(folder, name)

        assert "service-worker" not in html
        assert {Path(script["src"]).name for script in page.all("script") if "src" in script} <= {
            "site.js",
            "mirror.js",
        }
        assert page.all("link", rel="manifest") == []
        assert "'unsafe" not in html
        assert page.all("meta", **{"http-equiv": "Content-Security-Policy"})


# Search


def shard(folder, beginning):
    name = "-".join(f"{ord(letter):04x}" for letter in beginning)
    script = read(folder, f"search/data/words/{name}.js")
    return json.loads(script[script.index(",") + 1 : script.rindex(")")])


def entries_of(folder, form):
    """The numbers of the entries whose title has a form of a word."""
    for common, ends, *places in shard(folder, form[:2]):
        if places and form in [common + end for end in ends.split(",")]:
            yield from places[0]


def texts(folder, language):
    rows = {}
    for file in (folder / "search/data" / language).glob("*.js"):
        script = file.read_text("utf-8")
        rows |= json.loads(script[script.index("(") + 1 : script.rindex(")")])
    return rows


@pytest.mark.parametrize("form", ["бібліотека", "бібліотеці", "бібліотекою", "library", "libraries"])
def test_every_form_of_a_word_finds_its_entry(folder, form):
    found = [texts(folder, "uk")[str(number)][2] for number in entries_of(folder, form)]

    assert "Нічна бібліотека" in found


@pytest.mark.parametrize(
    ("language", "file", "title"),
    [
        ("uk", "initiatives/night/index.html", "Нічна бібліотека"),
        ("en", "en/initiatives/night/index.html", "Library at night"),
    ],
)
def test_entries_lead_to_files_in_their_language(folder, language, file, title):
    assert [file, "", title] in [row[:3] for row in texts(folder, language).values()]


def test_everything_is_listed_for_readers_without_scripts(folder):
    assert "initiative/index.html" in hrefs(folder, "search/index.html")
    assert "../../initiatives/night/index.html" in hrefs(folder, "search/initiative/index.html")


# Sums and links


def test_manifest_and_sums_name_every_file(folder):
    files = json.loads(read(folder, "manifest.json"))["files"]
    sums = dict(reversed(line.split("  ")) for line in read(folder, "SHA256SUMS").splitlines())

    assert files.keys() == sums.keys() == names(folder) - {"manifest.json", "SHA256SUMS"}
    for name, about in files.items():
        body = (folder / name).read_bytes()
        assert (about["sha256"], about["bytes"]) == (sums[name], len(body)) == (sha256(body).hexdigest(), len(body))


def test_check_finds_a_whole_mirror_whole(folder):
    assert "every link leads to a file" in mirror(folder, "--check")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda file: file.write_text("other"), "robots.txt is not what the manifest says."),
        (lambda file: file.unlink(), "robots.txt is missing."),
        (lambda file: file.with_name("new.txt").write_text("x"), "new.txt does not belong to the mirror."),
    ],
)
def test_check_tells_of_a_file_that_is_wrong(tmp_path, harm, said):
    (tmp_path / "robots.txt").write_text("whole")
    files = {"robots.txt": {"sha256": sha256(b"whole").hexdigest(), "bytes": 5}}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    harm(tmp_path / "robots.txt")
    errors = StringIO()

    with pytest.raises(CommandError, match="1 faults"):
        call_command("mirror", str(tmp_path), "--check", stderr=errors)

    assert errors.getvalue().strip() == said


def test_check_tells_of_a_link_that_leads_nowhere(tmp_path):
    page = b'<a href="../gone/index.html#part">Gone</a>'
    (tmp_path / "here").mkdir()
    (tmp_path / "here/index.html").write_bytes(page)
    files = {"here/index.html": {"sha256": sha256(page).hexdigest(), "bytes": len(page)}}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    errors = StringIO()

    with pytest.raises(CommandError):
        call_command("mirror", str(tmp_path), "--check", stderr=errors)

    assert errors.getvalue().strip() == "here/index.html leads to ../gone/index.html#part, which is not there."
