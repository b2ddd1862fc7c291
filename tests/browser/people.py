"""People who are signed in to a running portal, and what they have done there before a test looks at anything.

They act as browsers do, by posting forms, because the portal is a process of its own and so is its database.
"""

import re
from contextlib import contextmanager

COORDINATOR = "coordinator@localhost"
REVIEWER = "reviewer@localhost"
# The one part-time editor, who may do everything; to an initiative, the second reviewer.
EDITOR = "staff@localhost"

# All that is needed to hand an initiative in, by the step of the form.
ANSWERS = {
    "what": {
        "summary_uk": "Щосуботи мешканці й переселенці розмовляють українською в бібліотеці.",
        "stage": "ongoing",
        "start": "09.2024",
        "organisation-name": "Міська бібліотека",
        "organisation-kind": "culture",
        "areas": "7",
        "target_groups": "3",
    },
    "story": {
        "problem_uk": "Переселенцям бракує нагоди розмовляти українською.",
        "objectives_uk": "Щороку сто людей розмовляють вільніше.",
        "activities_uk": "Щосуботи дві години розмови в малих групах.",
        "results-TOTAL_FORMS": "1",
        "results-INITIAL_FORMS": "0",
        "results-0-kind": "participants",
        "results-0-value": "120",
        "results-0-year": "2025",
    },
    "repeat": {"transfer_uk": "Кімната, ведучий і дві години на тиждень."},
    "contact": {
        "contact-name": "Відділ освіти",
        "contact-email": "osvita@example.org",
        "contact-language": "uk",
    },
}
CONSENTS = {f"consents-{kind}": "on" for kind in ("personal_data", "publication", "for_the_city")}
ENGLISH = {
    "what": {"title_en": "Language clubs", "summary_en": "Residents and the displaced talk Ukrainian on Saturdays."},
    "story": {
        "problem_en": "The displaced have too few occasions to talk Ukrainian.",
        "objectives_en": "A hundred people a year talk more freely.",
        "activities_en": "Two hours of talk in small groups each Saturday.",
    },
    "repeat": {"transfer_en": "A room, a host and two hours a week."},
}


class People:
    """Those who have an account in the portal; each signs in once, with the password."""

    def __init__(self, browser, portal):
        self.browser, self.portal = browser, portal
        passwords = (portal.var / "demo-people.txt").read_text().splitlines()
        self.passwords = {portal.email: portal.password} | dict(line.split() for line in passwords)
        self.states = {}

    @contextmanager
    def page_of(self, who, **options):
        """A page of a browser in which the person is signed in; the options are those of a browser context."""
        if who not in self.states:
            self.states[who] = self._sign_in(who)
        with self.browser.new_context(storage_state=self.states[who], **options) as context:
            yield context.new_page()

    def _sign_in(self, who):
        with self.browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{self.portal.url}/account/login/password/?next=/account/me/")
            page.fill("[name=login]", who)
            page.fill("[name=password]", self.passwords[who])
            page.click("main form.form [type=submit]")
            page.wait_for_url(f"{self.portal.url}/account/me/")
            return context.storage_state()


class Hands:
    """What somebody does by posting: ``page`` is a page where the person is signed in.

    Each raises AssertionError where the portal does not take it.
    """

    def __init__(self, page, portal):
        self.page, self.url = page, portal.url

    def post(self, path, form_path="", **data):
        """Send a form as the page at ``form_path`` has it, with the data; gives the address that is shown then."""
        shown = self.page.request.get(self.url + (form_path or path)).text()
        hidden = {
            name: found[1]
            for name in ("csrfmiddlewaretoken", "version", "creation_key")
            if (found := re.search(rf'name="{name}" value="([^"]*)"', shown))
        }
        answer = self.page.request.post(self.url + path, form=hidden | data)
        if not answer.ok:
            raise AssertionError(f"{path} answers {answer.status}.")
        return answer.url

    def begin(self, title) -> int:
        """A draft of the person's city; gives its number."""
        city = re.search(r"/workspace/(\w+)/", self.page.request.get(f"{self.url}/workspace/").url)[1]
        return number_in(self.post(f"/workspace/{city}/initiatives/new/", title_uk=title))

    def fill_in(self, pk, *layers):
        """Answer all that is needed, and what the layers say besides, by step."""
        for step, needed in ANSWERS.items():
            said = {name: text for layer in layers for name, text in layer.get(step, {}).items()}
            self.post(f"/workspace/initiatives/{pk}/{step}/", **needed | said)

    def hand_in(self, pk):
        self.post(f"/workspace/initiatives/{pk}/check/", **CONSENTS)

    def complete(self, title, *layers) -> int:
        """A draft in which nothing is missing."""
        pk = self.begin(title)
        self.fill_in(pk, *layers)
        return pk

    def handed_in(self, title, *layers) -> int:
        pk = self.complete(title, *layers)
        self.hand_in(pk)
        return pk

    def do(self, pk, verb, **data):
        """Press a button of the initiative's page: take-back, withdraw, propose-change, duplicate."""
        return self.post(f"/workspace/initiatives/{pk}/{verb}/", f"/workspace/initiatives/{pk}/", **data)

    def propose_change(self, pk) -> int:
        """Begin a change to what is published; gives the number of the proposal."""
        return number_in(self.do(pk, "propose-change"))

    def take(self, pk):
        """Become its reviewer."""
        self.post(f"/review/{pk}/take/", f"/review/{pk}/")

    def decide(self, pk, decision, note="", **comments):
        """End the review: changes, publish or decline, with comments at fields by their names."""
        self.take(pk)
        at_fields = {f"comment_{name}": text for name, text in comments.items()}
        self.post(f"/review/{pk}/", decision=decision, note=note, **at_fields)


def number_in(address) -> int:
    """The number of the initiative in an address of the workspace."""
    return int(re.search(r"/initiatives/(\d+)/", address)[1])


def make_stages(coordinator, reviewer) -> dict[str, int]:
    """Initiatives in each state that somebody sees in a room of their own; what the two do, they do by posting."""
    made = {
        "begun": coordinator.begin("Розпочата ініціатива"),
        "complete": coordinator.complete("Заповнена ініціатива"),
        "submitted": coordinator.handed_in("Подана ініціатива", ENGLISH),
        "in_review": coordinator.handed_in("Ініціатива на розгляді"),
        "changes_asked": coordinator.handed_in("Ініціатива, яку просять змінити"),
        "published": coordinator.handed_in("Опублікована ініціатива", ENGLISH),
        "declined": coordinator.handed_in("Відхилена ініціатива"),
        "withdrawn": coordinator.handed_in("Відкликана ініціатива"),
    }
    reviewer.take(made["in_review"])
    reviewer.decide(
        made["changes_asked"], "changes", "Майже готово.", problem="Звідки ці дані?", results="За який рік?"
    )
    reviewer.decide(made["published"], "publish")
    reviewer.decide(made["declined"], "decline", "Це не про навчання.")
    reviewer.decide(made["withdrawn"], "publish")
    coordinator.do(made["withdrawn"], "withdraw", note="Закінчилася.")
    made["proposed"] = coordinator.propose_change(made["published"])
    coordinator.fill_in(made["proposed"], {"what": {"summary_uk": "Щосуботи мешканці розмовляють у парку."}})
    coordinator.hand_in(made["proposed"])
    reviewer.take(made["proposed"])
    return made
