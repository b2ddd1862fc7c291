"""The living style page, for staff only."""

import pytest

from cities.models.sectors import Sector
from tests.factories import (
    make_area,
    make_article,
    make_city,
    make_event,
    make_initiative,
    make_membership,
    make_partner,
    make_staff,
    make_war_status,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def fill():
    make_membership(city=make_city())
    make_war_status(city=make_initiative(stage="ongoing", areas=[make_area()]).city)
    make_partner(kind=Sector.BUSINESS)
    make_article()
    make_event()


def test_style_page_is_not_for_visitors(client, prefix):
    response = client.get(f"{prefix}/styleguide/")

    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]


def test_style_page_of_an_empty_portal_comes(staff, prefix):
    assert staff.get(f"{prefix}/styleguide/").status_code == 200


def test_style_page_shows_every_card_and_common_component(staff, prefix):
    fill()

    response = staff.get(f"{prefix}/styleguide/")

    drawn = {template.name for template in response.templates}
    assert drawn >= {
        "cities/_card.html",
        "cities/_constellation.html",
        "cities/_partner_card.html",
        "cities/_war_status.html",
        "components/empty.html",
        "components/error_summary.html",
        "components/field.html",
        "components/navigation.html",
        "components/pagination.html",
        "components/source.html",
        "embroidery/band.html",
        "embroidery/motif.html",
        "initiatives/_card.html",
        "initiatives/_reference_card.html",
        "initiatives/_stage.html",
        "news/_card.html",
        "news/_event_card.html",
    }


def test_style_page_is_kept_out_of_search_engines(staff, prefix):
    assert '<meta name="robots" content="noindex">' in staff.get(f"{prefix}/styleguide/").text
