"""How to cite an initiative."""

import re

import pytest
import time_machine
from django.conf import settings

from portal.publishing.models import Status
from tests.factories import make_city, make_initiative, make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def _on_a_day():
    with time_machine.travel("2026-11-25 10:00:00+00:00", tick=False):
        yield


@pytest.mark.usefixtures("_on_a_day")
def test_the_page_tells_in_a_line(client, prefix):
    make_initiative(
        slug="one",
        title_uk="Ярмарок",
        title_en="A fair",
        organisation=make_partner(name_uk="Бібліотека", name_en="Library"),
    )

    html = client.get(f"{prefix}/initiatives/one/").content.decode()

    assert re.search(r'<details class="cite">.*?</details>', html, re.DOTALL)
    assert (
        "A fair / Library. Ukrainian Association of Learning Cities, 2026. "
        f"URL: {settings.SITE_URL}/en/initiatives/one/ (accessed: 25.11.2026)."
        if prefix
        else "Ярмарок / Бібліотека. Українська асоціація міст, що навчаються, 2026. "
        f"URL: {settings.SITE_URL}/initiatives/one/ (дата звернення: 25.11.2026)."
    ) in html


@pytest.mark.usefixtures("_on_a_day")
def test_bibtex_survives_what_tex_would_take_for_commands(client):
    make_initiative(slug="one", title_uk=r"100 % {знань} & \input{x} #1_a ~^$", city=make_city(name_uk="Суми"))

    response = client.get("/initiatives/one/cite.bib")
    text = response.content.decode()

    assert response.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="one.bib"'
    assert (
        r"title = {{100 \% \textbraceleft{}знань\textbraceright{} \& \textbackslash{}input\textbraceleft{}x"
        r"\textbraceright{} \#1\_a \textasciitilde{}\textasciicircum{}\$}}"
    ) in text
    assert text.count("{") == text.count("}")
    assert "author = {{Суми}}" in text
    assert "urldate = {2026-11-25}" in text


@pytest.mark.usefixtures("_on_a_day")
def test_ris_keeps_one_tag_a_line(client):
    make_initiative(slug="one", title_uk="Рядок\r\nER  - кінець", city=None)

    response = client.get("/initiatives/one/cite.ris")
    lines = response.content.decode().split("\r\n")

    assert lines[0] == "TY  - WEB"
    assert "TI  - Рядок ER - кінець" in lines
    assert "AU  - Українська асоціація міст, що навчаються" in lines
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_what_is_not_public_cannot_be_cited(client, status):
    make_initiative(slug="one", status=status)

    assert client.get("/initiatives/one/cite.bib").status_code in (404, 410)
