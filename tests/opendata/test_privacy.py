"""Nothing about people leaves through any of these addresses."""

import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from cities.models import City
from initiatives.models import Initiative
from portal.opendata.datasets import DATASETS
from portal.opendata.models import Release
from tests.factories import (
    make_application,
    make_area,
    make_article,
    make_city,
    make_event,
    make_guest_proposal,
    make_initiative,
    make_invitation,
    make_partner,
    make_question,
    make_representative,
    make_user,
    make_war_status,
)
from tests.opendata.reading import body_of

pytestmark = pytest.mark.django_db

MARK = "ПозначкаОсоби"
EMAIL = "marker-person@private.example"
PHONE = "+380 99 123 45 67"


def plant():
    """Marks in every field that holds something about a person, also where its page would show it."""
    city = make_city(
        slug="planted",
        latitude="49.84",
        longitude="24.03",
        head_name_uk=f"Голова {MARK}",
        contact_person_uk=f"Особа {MARK}",
        contact_person_public=True,
        contact_email=EMAIL,
        contact_phone=PHONE,
        contact_office_uk=f"Відділ {MARK}",
    )
    occupied = make_war_status(kind="occupied").city
    City.objects.filter(pk=occupied.pk).update(slug="occupied", head_name_uk=MARK, contact_email=EMAIL)
    area = make_area(slug="planted")
    author = make_user(email=EMAIL, name=f"Авторка {MARK}")
    for place in (city, occupied):
        initiative = make_initiative(city=place, areas=[area], author=author, reviewer=author)
        _contact(initiative)
        make_guest_proposal(initiative=initiative, name=f"Гостя {MARK}", email=EMAIL)
        initiative.field_comments.create(field="title", text=f"Коментар {MARK} {EMAIL}")
        make_event(city=place, initiative=initiative)
    hidden = make_initiative(
        city=occupied, place_uk=f"Підвал {MARK}", latitude="47.77777", longitude="35.77777", location_precision="exact"
    )
    _contact(hidden)
    make_event(city=occupied, place_uk=f"Сховище {MARK}")
    make_representative(city=city, user=make_user(name=f"Представниця {MARK}", email=f"x{EMAIL}"), confirmed=True)
    make_question(city=city, name=MARK, email=EMAIL, text=f"{MARK} {PHONE}", answer=f"{MARK} {PHONE}")
    make_application(contact_name=MARK, contact_email=EMAIL, contact_phone=PHONE)
    make_invitation(city=city, email=f"y{EMAIL}")
    make_partner(cities=[city, occupied])
    make_article(cities=[city])


def _contact(initiative):
    Initiative.contact.related.related_model.objects.create(
        initiative=initiative,
        name=f"Контакт {MARK}",
        role=MARK,
        organisation=MARK,
        email=EMAIL,
        phone=PHONE,
        is_public=True,
    )


def addresses():
    """Every address that programs read."""
    for name, dataset in DATASETS.items():
        yield f"/api/v1/{name}?limit=200"
        yield f"/api/v1/{name}.csv"
        if dataset.places:
            yield f"/api/v1/{name}.geojson"
        if dataset.key:
            for row in dataset.whole().rows:
                yield f"/api/v1/{name}/{dataset.record(row)[dataset.key]}"
    yield from ("/api/v1/", "/api/v1/openapi.json", "/sitemap.xml", "/sitemaps/cities.xml", "/sitemaps/initiatives.xml")
    for prefix in ("", "/en"):
        yield from (f"{prefix}/data/", f"{prefix}/data/code-book/")
        yield from (f"{prefix}/news/feed.atom", f"{prefix}/initiatives/feed.atom", f"{prefix}/areas/planted/feed.atom")
        yield f"{prefix}/events/events.ics"
        for slug in ("planted", "occupied"):
            yield from (f"{prefix}/cities/{slug}/feed.atom", f"{prefix}/cities/{slug}/events.ics")
        for initiative in Initiative.objects.published():
            yield from (
                f"{prefix}/initiatives/{initiative.slug}/cite.bib",
                f"{prefix}/initiatives/{initiative.slug}/cite.ris",
            )


def test_the_marks_would_be_seen(client):
    plant()

    assert MARK in client.get("/cities/planted/").content.decode()


def test_nothing_about_people_leaves(client):
    plant()
    call_command("release_data")
    answers = {address: client.get(address) for address in addresses()}
    texts = {address: body_of(answer).decode().replace("\r\n ", "") for address, answer in answers.items()}
    with default_storage.open(Release.objects.get().path) as content, zipfile.ZipFile(content) as package:
        texts |= {name: package.read(name).decode() for name in package.namelist()}

    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}
    assert len(texts) > 100
    for address, text in texts.items():
        assert [mark for mark in (MARK, EMAIL, PHONE, "47.77777", "private.example") if mark in text] == [], address
