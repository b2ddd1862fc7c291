"""The editor's guide inside the admin."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from portal.desk.guide import SECTIONS, as_html
from tests.factories import make_city, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_staff())
    return client


def test_the_guide_is_read_in_the_admin(editor):
    html = editor.get("/admin/guide/").content.decode()

    assert "<h1>Посібник редактора</h1>" in html
    assert 'id="дві-мови"' in html
    assert '<a href="#дві-мови">' in html


def test_the_guide_is_for_staff_alone(client):
    assert client.get("/admin/guide/").status_code == 302
    client.force_login(make_user())
    assert client.get("/admin/guide/").status_code == 302


def test_a_page_of_the_admin_leads_to_its_section(editor):
    html = editor.get(reverse("admin:cities_city_change", args=[make_city().pk])).content.decode()

    assert 'href="/admin/guide/#сторінка-міста"' in html


@pytest.mark.parametrize("heading", sorted(set(SECTIONS.values())))
def test_every_section_that_pages_lead_to_is_there(heading):
    html, _contents = as_html()

    assert re.search(rf"<h2 [^>]*>{heading}</h2>", html)


def test_every_picture_of_the_guide_is_there(editor):
    pictures = re.findall(r'src="/static/([^"]+)"', as_html()[0])

    assert pictures
    assert all(finders.find(picture) for picture in pictures)
