"""Processes are killed at work: what was answered is there, once, and what was begun is done by the next one."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.faults.running import AUTHOR, Visitor, kill, until
from tests.media.samples import jpeg
from tests.systemd import children_of

# Run inside the portal.
WRITE_LETTERS = """
from portal.mail.models import Letter
Letter.objects.bulk_create(
    Letter(kind="trial", to=f"{number}@{sys.argv[1]}", language="uk", subject=str(number), text="т", html="т")
    for number in range(int(sys.argv[2]))
)
json.dump(None, sys.stdout)
"""


def test_killed_workers_lose_no_draft_that_was_answered_and_store_none_twice(stack, editors):
    """Sixty drafts are begun by two people at once while five processes of the application are killed."""
    path = f"/workspace/{editors[0].katottg}/initiatives/new/"
    pages = [Visitor(stack.url, editor.session) for editor in editors]
    forms = [page.form(path, "creation_key") for page in pages]

    def begin(number, key=None):
        visitor = Visitor(stack.url)
        visitor.cookies.update(pages[number % 2].cookies)
        key = key or str(uuid.uuid4())
        answer = visitor.hand_in(path, forms[number % 2] | {"title_uk": f"Чернетка {number}", "creation_key": key})
        return number, key, answer.status_code

    with ThreadPoolExecutor(8) as people:
        under_way = people.map(begin, range(60))
        for _ in range(5):
            time.sleep(0.15)
            kill(stack.web.workers[0])
            until(lambda: len(stack.web.workers) == 2)
        answers = list(under_way)

    begun = "SELECT count(*) FROM initiatives_initiative WHERE creation_key = %s"
    failed = [(number, key) for number, key, status in answers if status != 302]
    assert failed
    assert {status for _number, _key, status in answers} <= {302, 503}
    assert all(stack.sql(begun, key) == [1] for _number, key, status in answers if status == 302)
    assert {begin(*again)[2] for again in failed} == {302}
    assert all(stack.sql(begun, key) == [1] for _number, key, _status in answers)
    assert any("SIGKILL" in entry["message"] for entry in told_by_gunicorn(stack))


def told_by_gunicorn(stack):
    """What the log says of it, which programs can read as they do the rest."""
    lines = (stack.var / "log.txt").read_text().splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    return [entry for entry in entries if entry["logger"] == "gunicorn.error"]


def test_letters_of_a_killed_worker_arrive_and_at_most_the_one_under_way_twice(stack):
    stack.mailbox.delay = 0.15
    stack.inside(WRITE_LETTERS, "trial.example", "12")
    for taken in (3, 6):
        until(lambda taken=taken: len(arrived(stack)) >= taken)
        kill(children_of(stack.workers["mail"])[0])
    stack.mailbox.delay = 0

    # The letters that a killed worker had in hand are tried again when its ten minutes are over.
    left = "SELECT count(*) FROM mail_letter WHERE kind = 'trial' AND sent_at IS NULL AND next_try_at < now()"
    until(lambda: stack.sql(left) == [0])
    stack.sql("UPDATE mail_letter SET next_try_at = now() WHERE kind = 'trial' AND sent_at IS NULL")
    until(lambda: stack.sql("SELECT count(*) FROM mail_letter WHERE kind = 'trial' AND sent_at IS NULL") == [0])

    assert set(arrived(stack)) == {f"{number}@trial.example" for number in range(12)}
    assert len(arrived(stack)) <= 12 + 2  # one more for each kill


def arrived(stack):
    return [letter["To"] for letter in list(stack.mailbox.letters) if letter["To"].endswith("@trial.example")]


def test_photo_gets_its_smaller_copies_though_the_worker_was_killed_over_it(stack, writer, draft):
    writer.add_photo(draft, jpeg((2400, 1800)))
    at_work = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
    until(lambda: stack.sql(at_work) == [1], every=0.01)
    kill(children_of(stack.workers["tasks"])[0])
    made = "SELECT count(*) FROM media_photo WHERE author = %s AND rendition_widths::text <> '[]'"
    assert stack.sql(made, AUTHOR) == [0]

    until(lambda: stack.sql(made, AUTHOR) == [1], within=40)
