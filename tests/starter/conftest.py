import pytest
from django.db import transaction

from portal.starter.loading import load_starter


@pytest.fixture(scope="module")
def starter(django_db_setup, django_db_blocker):
    """The starter content, loaded once for all tests of a module; what a test changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_starter()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(starter, db):
    """A database that holds the starter content."""
