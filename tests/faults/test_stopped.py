"""PostgreSQL, Redis and the object storage are away for a while: readers read on, and writers keep what they typed."""

import signal
import time
from contextlib import contextmanager

import pytest

from tests.bucket import make_bucket
from tests.faults.running import Visitor, code_of, form_of, is_limited, is_up, meanwhile, until, words_of
from tests.media.samples import jpeg

PAGES = ["/", "/en/", "/cities/", "/en/initiatives/"]
# What a page may take while something is away, in seconds: a time limit or two, on a machine that is busy.
PATIENCE = 4


@contextmanager
def application_stays(stack):
    """Nobody restarts the application within the block."""
    before = stack.web.master.pid, stack.web.workers
    yield
    assert (stack.web.master.pid, stack.web.workers) == before


# PostgreSQL


def test_readers_read_on_and_writers_send_again_while_postgresql_is_away(stack, reader, writer, editors, draft):
    stranger = Visitor(stack.url)
    message = stranger.form("/en/contact/", "opened", topic="other", name="Jan", email="jan@example.org")
    step = f"/workspace/initiatives/{draft}/story/"
    typed = writer.form(step, "problem_uk", problem_uk="Довга думка, яку двічі не напишеш.")
    for page in PAGES:
        assert reader.ask(page).status_code == 200
    time.sleep(3.5)  # nobody writes faster

    with application_stays(stack):
        with meanwhile(*(lambda page=page: read(stack, page) for page in PAGES)) as read_pages:
            time.sleep(1)
            stack.postgresql.stop()
            away_since = time.monotonic()
            refused = stranger.hand_in("/en/contact/", message | {"text": "Typed only once."})
            unsaved = writer.hand_in(step, typed)
            unsaved_by_itself = writer.ask(step, "POST", data=typed, headers={"X-Autosave": "1"})
            unseen = reader.ask("/search/?q=бібліотека")
            time.sleep(max(0, 6 - (time.monotonic() - away_since)))
            stack.postgresql.start()
            until(lambda: is_up(stack), within=20)
            time.sleep(1)
        sent = stranger.hand_in("/en/contact/", form_of(refused, "text"))
        saved = writer.hand_in(step, form_of(unsaved, "problem_uk"))

    assert {status for status, _seconds in read_pages} == {200}
    assert max(seconds for _status, seconds in read_pages) < PATIENCE
    assert [answer.status_code for answer in (refused, unsaved, unsaved_by_itself, unseen)] == [503] * 4
    assert [answer.headers["Content-Language"] for answer in (refused, unsaved)] == ["en", "uk"]
    assert "Портал тимчасово недоступний" in unsaved.text
    assert [sent.status_code, saved.status_code] == [302, 302]
    assert stack.sql("SELECT count(*) FROM pages_message WHERE text = 'Typed only once.'") == [1]
    assert stack.sql("SELECT problem_uk FROM initiatives_initiative WHERE id = %s", draft) == [typed["problem_uk"]]
    # The workers have come back as well.
    until(lambda: any("Typed only once." in words_of(letter) for letter in list(stack.mailbox.letters)))


def read(stack, page):
    began = time.monotonic()
    status = Visitor(stack.url).ask(page).status_code
    seconds = time.monotonic() - began
    time.sleep(0.1)
    return status, seconds


# Redis


@pytest.fixture(params=["killed", "frozen"])
def without_redis(stack, request):
    """A function that takes it away, and one that brings it back."""
    if request.param == "killed":
        yield lambda: stack.redis.stop(signal.SIGKILL), stack.redis.start
        if stack.redis.process.poll() is not None:
            stack.redis.start()
    else:
        yield stack.redis.freeze, stack.redis.thaw
        stack.redis.thaw()


def test_all_goes_on_without_redis_but_for_limits(stack, reader, without_redis, editors):
    take_away, bring_back = without_redis
    stranger = Visitor(stack.url)
    message = stranger.form("/contact/", "opened", topic="other", name="Ян", email="jan@example.org")
    time.sleep(3.5)

    with application_stays(stack):
        take_away()
        pages = [read(stack, page) for page in [*PAGES, "/search/?q=лист"]]
        sent = stranger.hand_in("/contact/", message | {"text": f"Без Redis {time.time()}"})
        sign_in(stack, editors[1].email)
        # Nobody is turned away while nobody counts.
        assert not is_limited(reader)
        bring_back()
        reader.move()
        until(lambda: is_limited(reader))

    assert {status for status, _seconds in pages} == {200}
    assert max(seconds for _status, seconds in pages) < PATIENCE
    assert sent.status_code == 302


def sign_in(stack, email):
    """By a code from a letter."""
    person = Visitor(stack.url)
    code, page = code_of(stack, person, email)
    assert person.hand_in(page, person.form(page, "code", code=code)).status_code == 302
    assert person.ask("/account/me/").status_code == 200


# The object storage


@pytest.fixture(params=["stopped", "frozen"])
def without_storage(stack, request):
    """A function that takes it away, and one that brings it back."""
    storage = stack.storage

    def start():
        storage.start()
        make_bucket(storage)

    if request.param == "stopped":
        yield lambda: storage.stop(signal.SIGKILL), start
        if storage.process.poll() is not None:
            start()
    else:
        yield storage.freeze, storage.thaw
        storage.thaw()


def test_only_files_are_missing_without_the_object_storage(stack, reader, writer, draft, without_storage):
    take_away, bring_back = without_storage
    seen, unseen = (photo_of(stack, writer, draft, name) for name in ("Перша", "Друга"))
    assert reader.ask(seen).status_code == 200

    with application_stays(stack):
        take_away()
        began = time.monotonic()
        refused = writer.add_photo(draft, jpeg(), **{"photo-alt_uk": "Третя, з довгим описом"})
        refused_after = time.monotonic() - began
        pages = [read(stack, page) for page in [*PAGES, "/search/?q=лист"]]
        files = [reader.ask(photo) for photo in (seen, unseen)]
        waited = time.monotonic() - began
        bring_back()
        stored = until(lambda: (answer := add_third(writer, draft)).status_code == 302 and answer, within=20)

    assert {status for status, _seconds in pages} == {200}
    assert max(seconds for _status, seconds in pages) < PATIENCE
    assert refused.status_code == 503
    assert "Третя, з довгим описом" in refused.text
    assert "Файл зараз не вдалося зберегти" in refused.text
    assert refused_after < 15
    assert [answer.status_code for answer in files] == [200, 503]
    assert waited < 30
    assert stored
    attached = "SELECT count(*) FROM initiatives_initiativephoto WHERE initiative_id = %s"
    assert stack.sql(attached, draft) == [3]


def add_third(writer, draft):
    return writer.add_photo(draft, jpeg(), **{"photo-alt_uk": "Третя, з довгим описом"})


def photo_of(stack, writer, draft, name):
    """The address of a photo that was added now, and has its renditions."""
    # Each process of the application leaves the storage alone for a while after it was away.
    until(lambda: writer.add_photo(draft, jpeg(), **{"photo-alt_uk": name}).status_code == 302)
    made = "SELECT image FROM media_photo WHERE alt_uk = %s AND rendition_widths::text <> '[]' ORDER BY id DESC"
    return f"/media/{until(lambda: stack.sql(made, name), within=40)[0]}"
