"""The first command of the README, for real: server and worker as processes of their own."""

import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from portal.management.commands import serve as serve_command
from tests.browser.running import ROOT, environment_of, free_port, running_portal


@pytest.fixture
def environment(tmp_path):
    return environment_of(tmp_path)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The folder of a portal that ran once."""
    folder = tmp_path_factory.mktemp("prepared")
    with running_portal(folder):
        pass
    return folder


@pytest.fixture
def once_run(prepared, tmp_path):
    """The environment of a portal that starts again, which is quicker."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return environment_of(tmp_path)


def serve(environment, port, log):
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def wait_for(process, log, text):
    for _ in range(1200):
        if text in log.read_text():
            return
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    pytest.fail(log.read_text())


def is_served(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP])
def test_serve_brings_up_the_portal_and_ends_all_it_started(once_run, tmp_path, end):
    port, log = free_port(), tmp_path / "log.txt"
    with log.open("w") as output:
        process = serve(once_run, port, output)
        try:
            wait_for(process, log, "The portal runs at")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/cities/lviv/") as answer:
                page = answer.read().decode()
            wait_for(process, log, "Starting worker")
        finally:
            process.send_signal(end)
            process.wait(timeout=30)
    assert "Львів" in page
    assert not is_served(port)
    assert "django_tasks_db: Received Terminated - shutting down gracefully" in log.read_text()
    assert "Everything is kept" in log.read_text()


def test_serve_keeps_the_password_for_the_owner_alone(prepared):
    password_file, people_file = prepared / "first-staff-password.txt", prepared / "demo-people.txt"
    said = (prepared / "log.txt").read_text()
    assert [stat.S_IMODE(file.stat().st_mode) for file in (password_file, people_file)] == [0o600, 0o600]
    assert len(password_file.read_text().strip()) >= 20
    assert str(password_file) in said
    assert "coordinator@localhost" in said


def test_serve_makes_no_demo_people_outside_local_mode(environment, tmp_path):
    port, log = free_port(), tmp_path / "log.txt"
    with log.open("w") as output:
        process = serve(environment | {"LOCAL": "off"}, port, output)
        try:
            wait_for(process, log, "The portal runs at")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    assert not (tmp_path / "demo-people.txt").exists()
    assert "coordinator@localhost" not in log.read_text()


@pytest.mark.parametrize("port", ["70000", "0", "abc", "-1", ""])
def test_serve_refuses_a_port_that_is_none(environment, port):
    answer = subprocess.run(
        [sys.executable, "manage.py", "serve", f"--port={port}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert "PORT must be a number from 1 to 65535" in answer.stderr


def test_serve_says_that_a_port_is_in_use(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(taken.getsockname()[1])],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode != 0
    assert "cannot be used (address already in use)" in answer.stderr
    assert "PORT=9000 make run" in answer.stderr


def test_settings_ask_for_a_secret_key(environment, tmp_path):
    (tmp_path / "secret_key").unlink()
    answer = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode != 0
    assert "make secret" in answer.stderr


def test_database_lies_in_its_folder_whatever_that_is_called(environment, tmp_path):
    var = tmp_path / "c++ #1 50%20?"
    names = subprocess.run(
        [sys.executable, "-c", "from portal import settings; print(settings.DATABASES['default']['NAME'])"],
        cwd=ROOT,
        env=environment | {"VAR_DIR": str(var), "SECRET_KEY": "s" * 60},
        capture_output=True,
        text=True,
        check=True,
    )
    assert names.stdout.strip() == str(var / "portal.sqlite3")


def test_static_files_are_collected_again_after_an_interruption(settings, tmp_path, monkeypatch):
    source, settings.STATIC_ROOT = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    (source / "page.css").write_text("body { color: black }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    with monkeypatch.context() as interrupted:
        interrupted.setattr(ManifestStaticFilesStorage, "save_manifest", serve_command.interrupt)
        with pytest.raises(KeyboardInterrupt):
            serve_command.collect_static_files()
    assert (settings.STATIC_ROOT / "page.css").exists()

    serve_command.collect_static_files()

    assert "page.css" in (settings.STATIC_ROOT / "staticfiles.json").read_text()
