"""People with whom to try the portal out on one's own machine."""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from cities.models import City, Representative
from portal.accounts.models import User
from portal.desk import roles

COORDINATOR = "coordinator@localhost"
REVIEWER = "reviewer@localhost"


@transaction.atomic
def create_demo_people():
    """Make a coordinator of Lviv and a reviewer unless they are there; gives the file that holds their passwords.

    Raises RuntimeError outside local mode.
    """
    if not settings.LOCAL:
        raise RuntimeError("Demo people are for one's own machine only.")
    password_file = settings.VAR_DIR / "demo-people.txt"
    password_file.touch(mode=0o600)
    if coordinator := _new_person(COORDINATOR, password_file, name="Координаторка Львова"):
        city = City.objects.filter(slug="lviv").first()
        if city:
            Representative.objects.create(user=coordinator, city=city, role=Representative.Role.LEAD).confirm(by=None)
    if reviewer := _new_person(REVIEWER, password_file, name="Рецензент", is_staff=True):
        reviewer.groups.set(Group.objects.filter(name=roles.REVIEWER))
    return password_file


def _new_person(email, password_file, **fields):
    """The person, whose password is now in the file, or None where somebody has the address already."""
    if User.objects.filter(email=email).exists():
        return None
    password = secrets.token_urlsafe(15)
    with password_file.open("a") as file:
        file.write(f"{email} {password}\n")
    return User.objects.create_user(email, password, **fields)
