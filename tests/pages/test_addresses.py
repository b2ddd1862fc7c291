"""Addresses outside the two languages: robots.txt, and those of the association's former site."""

import pytest
from django.conf import settings

from tests.factories import make_article, make_initiative, make_page

FORMER = {
    "/forum-mista-shho-navchajutsja-novi-mozhlivosti-dlja-rozvitku-gromadi/": "/initiatives/learning-cities-forum/",
    "/harakteristiki-mista-shho-navchaietsja/": "/about/key-features/",
    "/konferencija-v-mehiko/": "/news/",
    "/2017/03/02/learning-cities-in-ukraine-melitopol-joins-the-unesco-global-network-of-learning-cities/": (
        "/news/melitopol-first-in-unesco-network/"
    ),
}


def test_robots_may_read_all_but_the_admin(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\nAllow: /\nDisallow: /admin/\nDisallow: /en/admin/\n\n"
        f"Sitemap: {settings.SITE_URL}/sitemap.xml\n"
    )


@pytest.mark.django_db
def test_robots_find_their_file_in_one_place_only(client):
    assert client.get("/en/robots.txt").status_code == 404
    assert client.post("/robots.txt").status_code == 405


@pytest.mark.parametrize(("old", "new"), FORMER.items())
def test_former_address_leads_to_the_page_in_its_place(client, old, new):
    response = client.get(old)

    assert response.status_code == 301
    assert response.headers["Location"] == new


@pytest.mark.parametrize(("old", "new"), FORMER.items())
def test_former_address_without_the_last_slash_leads_there_too(client, old, new):
    with_slash = client.get(old.rstrip("/"))

    assert with_slash.status_code == 301
    assert client.get(with_slash.headers["Location"]).headers["Location"] == new


@pytest.mark.django_db
def test_pages_in_place_of_former_addresses_are_shown(client):
    make_initiative(slug="learning-cities-forum")
    make_page(slug="key-features", parent=make_page(slug="about"))
    make_article(slug="melitopol-first-in-unesco-network")

    assert [client.get(old, follow=True).status_code for old in FORMER] == [200] * 4
