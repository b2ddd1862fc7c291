import os
import secrets
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from portal.accounts.models import User
from portal.starter.people import create_demo_people

FIRST_STAFF = "staff@localhost"


class Command(BaseCommand):
    help = "Prepares the portal on this machine and serves it, with the workers that make pictures and send letters."
    # The tables may not be there yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000")
        parser.add_argument("--reload", action="store_true", help="Restart at every change of the code.")

    def handle(self, *, port, reload, **_options):
        port = free_port(port)
        call_command("migrate", verbosity=0)
        call_command("load_starter", stdout=self.stdout)
        call_command("rebuild_search", verbosity=0)
        password_file = create_first_staff()
        people_file = create_demo_people() if settings.LOCAL else None
        if not reload:
            collect_static_files()
        # SIGINT too: whoever was started in the background has it ignored. SIGHUP: the terminal was closed; the
        # children would not notice.
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, interrupt)
        children = start_children(port, reload=reload)
        try:
            wait_until_served(port, children)
            self.stdout.write(welcome(port, password_file, people_file))
            self.stdout.flush()
            next_look = time.monotonic()
            while all(child.poll() is None for child in children):
                if time.monotonic() >= next_look:
                    self.carry_out_plans()
                    next_look += 60
                time.sleep(0.3)
            raise CommandError("The server or one of its workers ended by itself; the lines above say why.")
        except KeyboardInterrupt:
            pass
        finally:
            end(children)
        self.stdout.write("\nThe portal has stopped. Everything is kept; start it again with `make run`.")

    def carry_out_plans(self):
        try:
            call_command("publish_planned", stdout=self.stdout)
        except OperationalError as error:
            self.stderr.write(f"Plans wait for the database: {error}")


def interrupt(*_signal):
    """What Ctrl+C does, for those who end a process politely."""
    raise KeyboardInterrupt


def free_port(text) -> int:
    """The port as a number. Raises CommandError with one sentence where it is none or something listens on it."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CommandError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise CommandError(
                f"Port {text} cannot be used ({error.strerror.lower()}). Choose another one: PORT=9000 make run"
            ) from error
    return int(text)


def create_first_staff():
    """Make the first staff account unless there is one; gives the file that holds its password."""
    password_file = settings.VAR_DIR / "first-staff-password.txt"
    if not User.objects.filter(is_staff=True).exists():
        password = secrets.token_urlsafe(15)
        password_file.touch(mode=0o600)
        password_file.write_text(f"{password}\n")
        User.objects.create_superuser(FIRST_STAFF, password)
    return password_file


def collect_static_files():
    """Collect static files where one is new or changed; compressing them all takes a quarter of a minute."""
    trial = collectstatic.Command()
    options = {"interactive": False, "verbosity": 0, "link": False, "clear": False}
    trial.set_options(**options, dry_run=True, post_process=False, ignore_patterns=[], use_default_ignore_patterns=True)
    manifest = settings.STATIC_ROOT / staticfiles_storage.manifest_name
    if trial.collect()["modified"] or not manifest.exists():
        manifest.unlink(missing_ok=True)  # it comes last, so its absence tells of an interruption
        call_command("collectstatic", **options)


def start_children(port, *, reload):
    address = f"127.0.0.1:{port}"
    gunicorn = f"-m gunicorn -c deploy/gunicorn.conf.py portal.wsgi --bind {address} --log-level warning"
    server = f"manage.py runserver {address}" if reload else gunicorn
    worker = "manage.py work --interval 1 --no-reload"
    postman = "manage.py send_letters --keep --interval 0.5"  # whoever tries the portal waits for each letter
    environment = os.environ | {"SITE_URL": os.environ.get("SITE_URL", f"http://{address}")}
    # A session of their own: Ctrl+C reaches this process alone, which then ends them in order.
    return [
        subprocess.Popen(
            [sys.executable, *command.split()], cwd=settings.BASE_DIR, env=environment, start_new_session=True
        )
        for command in (server, worker, postman)
    ]


def wait_until_served(port, children):
    for _attempt in range(150):
        if any(child.poll() is not None for child in children):
            raise CommandError("The server could not start; the lines above say why.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("The server does not answer after 15 seconds.")


def end(children):
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def welcome(port, password_file, people_file) -> str:
    address = f"http://127.0.0.1:{port}"
    first = f"{FIRST_STAFF} and the password in {password_file}"
    sign_in = f"with {first}" if password_file.exists() else "with your account"
    demo = f"\nTo try other roles:\n{people_file.read_text()}" if people_file else ""
    return f"""
The portal runs at {address}/ (English: {address}/en/).

Sign in to the admin at {address}/admin/ {sign_in}.{demo}
Letters that the portal would send are written to {settings.VAR_DIR / "mail"}.
Next: change a page in the admin, look at it as a reader. Stop with Ctrl+C; nothing is lost.
"""
