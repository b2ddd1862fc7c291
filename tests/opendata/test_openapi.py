"""The OpenAPI document, and that the answers are what it promises. `make bench-api` asks ten thousand times."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from initiatives.forms import InitiativeFilterForm
from portal.opendata.datasets import DATASETS
from tests.opendata.test_api import make_one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept_connection():
    """Requests that come past Django's test client leave the connection of the test open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def document(client):
    return json.loads(client.get("/api/v1/openapi.json").content)


def test_every_list_is_described_in_all_its_forms(document):
    paths = set(document["paths"])

    assert document["openapi"] == "3.1.0"
    for name, dataset in DATASETS.items():
        assert {f"/api/v1/{name}", f"/api/v1/{name}.csv"} <= paths
        assert (f"/api/v1/{name}.geojson" in paths) == dataset.has_places
        assert (f"/api/v1/{name}/{{{dataset.key}}}" in paths) == bool(dataset.key)


def test_filters_of_the_page_are_parameters(document):
    described = {each["name"] for each in document["paths"]["/api/v1/initiatives"]["get"]["parameters"]}

    assert described == {*InitiativeFilterForm.base_fields, "cursor", "limit"}


def test_codes_are_those_of_the_model(document):
    stage = document["components"]["schemas"]["initiatives"]["properties"]["stage"]

    assert stage["enum"] == ["planned", "ongoing", "completed", "suspended", "relocated", None]


def test_the_document_is_in_english_whatever_was_asked_before(client, document):
    client.get("/data/")

    assert json.loads(client.get("/api/v1/openapi.json").content) == document
    assert document["paths"]["/api/v1/cities"]["get"]["summary"] == "Cities, page by page"


def test_made_up_requests_are_answered_as_the_document_promises(kept_connection):
    make_one_of_each()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    asked = 0

    for operation in schema.get_all_operations():

        @given(case=operation.ok().as_strategy())
        @settings(
            max_examples=4, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def ask(case):
            nonlocal asked
            asked += 1
            # A cursor is a word that only a list itself can know, so inventing one is rightly refused.
            case.call_and_validate(headers={"Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance])

        ask()

    assert asked > 100
