"""Coordinators of a city who write initiatives in a real browser, and the text that they are given."""

import re
from typing import NamedTuple

from tests.browser.running import environment_of, inside
from tests.media.samples import PDF, jpeg

PASSWORD = "Пароль-для-проби-2026"
# Run inside the portal: editors of Lviv, each with a session.
MAKE_EDITORS = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from cities.models import City, Representative
from portal.accounts.models import User

city, made = City.objects.get(slug="lviv"), []
for name in sys.argv[2:]:
    email = f"editor{User.objects.count()}@example.org"
    user = User.objects.create_user(email, sys.argv[1], name=name)
    Representative.objects.create(user=user, city=city, role=Representative.Role.LEAD).confirm(by=None)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    made.append([name, email, session.session_key, city.katottg])
json.dump(made, sys.stdout)
"""
TITLE = "Університет третього віку в міській бібліотеці"
# What the writer is given on paper, step by step: all that is needed to submit, by the name of the field. A number
# means a box by its place in the list.
GIVEN = {
    "what": {
        "summary_uk": "Двічі на тиждень мешканці старші за 60 вчаться безпечно користуватися телефоном. "
        "Навчають студенти коледжу.",
        "stage": "ongoing",
        "start": "09.2024",
        "organisation-name": "Національна комісія України у справах ЮНЕСКО",
        "areas": 4,
        "target_groups": 3,
    },
    "story": {
        "problem_uk": "Літні мешканці втрачають гроші через шахраїв, а допомогти їм удома нікому.",
        "objectives_uk": "До кінця 2026 року 300 мешканців користуються телефоном без сторонньої допомоги.",
        "activities_uk": "1. Бібліотека збирає групи по 12 людей. 2. Студент і бібліотекарка ведуть шість занять. "
        "3. Після курсу кожен дістає пам’ятку.",
        "results-0-kind": "participants",
        "results-0-value": "640",
        "results-0-year": "2025",
    },
    "repeat": {"transfer_uk": "Зала на 15 людей, координаторка на пів дня і два місяці."},
    "contact": {"contact-name": "Відділ освіти", "contact-email": "osvita@example.org"},
}
CONSENTS = ("personal_data", "publication", "for_the_city")
PHOTO = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": jpeg((1600, 1200))}
DOCUMENT = {"name": "statute.pdf", "mimeType": "application/pdf", "buffer": PDF}


class Editor(NamedTuple):
    """Somebody who may write for Lviv, and the key of a session of theirs."""

    name: str
    email: str
    session: str
    katottg: str


def make_editors(var, *names) -> list[Editor]:
    """Editors of Lviv with their sessions, in the portal whose state is in the folder ``var``."""
    return [Editor(*made) for made in inside(MAKE_EDITORS, environment_of(var), PASSWORD, *names)]


class Writer:
    """An editor at a browser page: begins an initiative, fills in its steps, goes from one to the next."""

    def __init__(self, page, portal, editor, prefix=""):
        self.page, self.portal, self.editor, self.prefix = page, portal, editor, prefix
        self.come_with_session()

    def come_with_session(self):
        self.page.context.add_cookies([{"name": "sessionid", "value": self.editor.session, "url": self.portal.url}])

    def lose_session(self):
        self.page.context.clear_cookies(name="sessionid")

    def sign_in(self):
        """On the page that asks for it, with the password."""
        self.page.click("a[href*='/login/password/']")
        self.page.fill("[name=login]", self.editor.email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form.form [type=submit]")

    def address(self, pk, place=""):
        return f"{self.portal.url}{self.prefix}/workspace/initiatives/{pk}/{place and f'{place}/'}"

    def begin(self, title=TITLE) -> int:
        """Give the number in the addresses of a new draft, whose first step is open now."""
        self.page.goto(f"{self.portal.url}{self.prefix}/workspace/{self.editor.katottg}/initiatives/new/")
        self.page.fill("[name=title_uk]", title)
        self.page.click("main form.form [type=submit]")
        self.page.wait_for_url("**/what/")
        return int(re.search(r"initiatives/(\d+)/", self.page.url)[1])

    def open(self, pk, place=""):
        self.page.goto(self.address(pk, place))

    def type(self, told):
        """Fill in fields of the form by their names."""
        for name, text in told.items():
            field = self.page.locator(f"#write [name='{name}']")
            kind = field.first.evaluate("field => field.type")
            if isinstance(text, int):
                field.nth(text).check()
            elif kind == "radio":
                self.page.check(f"#write [name='{name}'][value='{text}']")
            elif kind == "select-one":
                field.select_option(text)
            else:
                field.fill(text)

    def go_on(self, to):
        """Press the button that saves and goes on, and wait for the step that it leads to."""
        self.page.click(".writing__foot [name=go]")
        self.page.wait_for_url(f"**/{to}/")

    def save(self):
        """Press “Save” and wait for the page that it answers with."""
        with self.page.expect_navigation():
            self.page.click(".writing__foot button:not([name])")

    @property
    def state(self):
        """The line in which the form says where the words are."""
        return self.page.locator(".save-state")

    def wait_until(self, state):
        self.page.wait_for_selector(f".save-state[data-state={state}]")

    def value(self, name):
        return self.page.input_value(f"#write [name='{name}']")
