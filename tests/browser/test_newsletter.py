"""A reader and the newsletter: asked for, confirmed, read, narrowed, left. Staff send it in between."""

import pytest

from tests.browser.journeys import BUTTON
from tests.browser.letters import link_in_letter, wait_for_letter
from tests.browser.running import environment_of, inside

pytestmark = pytest.mark.browser

# Run inside the portal: an issue of a month long ago with one item, so that none of the editors' is in the way.
SEND_AN_ISSUE = """
import datetime
from django.contrib.auth import get_user_model
from news.models import Article
from portal.newsletter import sending
from portal.newsletter.models import Digest, DigestItem

year = 2000 + Digest.objects.count()
issue = Digest.objects.create(month=datetime.date(year, 1, 1), subject_uk="Новини", subject_en="News")
DigestItem.objects.create(digest=issue, publication=Article.objects.published().first(), position=1)
sending.send(issue, by=get_user_model().objects.filter(is_superuser=True).first())
json.dump(issue.pk, sys.stdout)
"""


def test_reader_asks_confirms_reads_chooses_and_leaves(traveller, portal):
    email = f"newsletter-{traveller.name}@example.org"
    page = traveller.page

    # Asked for from the foot of any page; a mistake keeps what was chosen.
    traveller.go("/")
    traveller.press("footer a[href$='/newsletter/']")
    page.locator("details.choices summary").click()
    page.locator("[name=areas]").first.check()
    assert traveller.send(email="olena@") == 422
    assert page.locator("[name=areas]:checked").count() == 1
    page.locator("[name=areas]").first.uncheck()
    assert traveller.send(email=email) == 200

    # Opening the link of the letter subscribes nobody, its button does.
    confirm = link_in_letter(portal, email, "/newsletter/confirm/")
    traveller.go(confirm)
    assert traveller.says("Один лист на місяць", "One letter a month")
    traveller.press(BUTTON)
    assert page.url.endswith("/newsletter/subscribed/")
    assert traveller.go(confirm) == 410

    # The letter comes, and from its foot the reader changes what the next one is about.
    inside(SEND_AN_ISSUE, environment_of(portal.var))
    letter = wait_for_letter(portal, email, "/newsletter/change/")
    traveller.go(letter.link("/newsletter/change/"))
    page.locator("details.choices summary").click()
    page.locator("[name=cities]").nth(1).check()
    traveller.press("main form.form [type=submit]")
    assert page.locator(".notice--good").count() == 1
    assert page.locator("[name=cities]").nth(1).is_checked()

    # Leaving is one click, and final.
    traveller.go(letter.link("/newsletter/unsubscribe/"))
    traveller.press(BUTTON)
    traveller.go(letter.link("/newsletter/change/"))
    assert page.locator("form.form").count() == 0
