"""The page that tells staff how the portal is."""

import datetime
import re

import pytest
from django.utils import timezone

from portal.backup.models import Backup
from portal.visits.models import VisitSum
from tests.factories import make_letter, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def lines(client, prefix=""):
    """What the page says: each name with its text and verdict."""
    html = client.get(f"{prefix}/admin/status/").content.decode()
    rows = re.findall(r'<th scope="row">([^<]*)</th>\s*<td[^>]*>(.*?)</td>\s*<td[^>]*>(.*?)</td>', html, re.DOTALL)
    return {name: tuple(" ".join(re.sub("<[^>]*>", "", cell).split()) for cell in cells) for name, *cells in rows}


def test_status_says_how_the_portal_is_in_both_languages(staff):
    ukrainian, english = lines(staff), lines(staff, "/en")

    assert ukrainian["Кеш"] == ("працює", "гаразд")
    assert english["Cache"] == ("works", "well")
    assert english["Last backup"] == ("none yet", "look at this")
    assert "free of" in english["Disk"][0]
    assert english["Python"][0].startswith("3.")


def test_status_shows_what_waits_too_long_and_what_failed(staff):
    make_letter(created_at=timezone.now() - datetime.timedelta(hours=3))
    make_letter(given_up_at=timezone.now())

    told = lines(staff, "/en")

    assert told["Letters that wait"] == ("1, the oldest for 3\xa0hours".replace("\xa0", " "), "look at this")
    assert told["Letters that no mail server took"] == ("1", "look at this")
    assert told["Tasks that failed"] == ("0", "well")


@pytest.mark.parametrize(("hours", "verdict"), [(30, "well"), (40, "look at this")])
def test_a_backup_of_yesterday_is_well(staff, hours, verdict):
    made_at = timezone.now() - datetime.timedelta(hours=hours)
    Backup.objects.create(made_at=made_at, name="portal.age", size=5 * 1024**2, seconds=3, is_tested=True)

    text, told = lines(staff, "/en")["Last backup"]

    assert "5.0 MB, restored as a test" in text.replace("\xa0", " ")
    assert told == verdict


def test_status_shows_what_is_read(staff):
    today = timezone.localdate()
    VisitSum.objects.add({(today, "page", "uk", "/cities/"): 3, (today, "download", "en", "/data/"): 1})

    told = lines(staff, "/en")

    assert told["/cities/"][0] == "3"
    assert told["Downloads"][0] == "1"
    assert told["Searches"][0] == "0"


def test_status_leads_to_letters_only_whoever_may_see_them(client):
    make_letter(given_up_at=timezone.now())
    client.force_login(make_user(is_staff=True))

    assert "/admin/mail/letter/" not in client.get("/admin/status/").content.decode().split("chart__title")[2]


def test_the_desk_leads_to_the_status(staff):
    assert 'href="/en/admin/status/"' in staff.get("/en/admin/").content.decode()
