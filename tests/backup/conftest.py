import os
import sqlite3
import subprocess
from contextlib import closing

import pytest
from django.db import connection, connections

from bench.drill import backed_up, database_of_its_own, manage
from tests.browser.running import environment_of


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, tmp_path_factory):
    """The environment of a portal of its own with empty tables, on the engine of this run; quicker than migrate."""
    var = tmp_path_factory.mktemp("var")
    url = os.environ.get("DATABASE_URL")
    with database_of_its_own(url) as own, django_db_blocker.unblock():
        if url:
            copy_postgresql(url, own["DATABASE_URL"])
        else:
            connection.ensure_connection()
            with closing(sqlite3.connect(var / "portal.sqlite3")) as copy:
                connection.connection.backup(copy)
        connections.close_all()
        yield environment_of(var) | own


def copy_postgresql(url, own):
    test_database = f"{url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    dump = subprocess.run(["pg_dump", "--no-owner", test_database], check=True, capture_output=True)
    subprocess.run(
        ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null", own],
        check=True,
        input=dump.stdout,
    )


@pytest.fixture(scope="module")
def key(portal, tmp_path_factory):
    """The file with the key."""
    path = tmp_path_factory.mktemp("key") / "key"
    manage(portal, "backup_key", path)
    return path


@pytest.fixture(scope="module")
def made(portal, key, tmp_path_factory):
    """The file of a backup of the empty portal."""
    return backed_up(portal, key, tmp_path_factory.mktemp("backups"))[0]
