"""What is kept on a person, gathered from every room, and how it is taken out.

A room that keeps something on people has a module ``personal_data`` with ``export(user)``, which gives a dictionary of
what it keeps, and, where something must go with the account, ``erase(user)``. Where people agree to something, it has
``consents_of(user)`` and ``take_back(consent)`` as well.
"""

from importlib import import_module

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.module_loading import module_has_submodule


def rooms():
    """The names of the rooms that keep something on people, with their modules."""
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "personal_data"):
            yield config.label, import_module(f"{config.name}.personal_data")


def collect(user) -> dict:
    """All that the portal keeps on the person, by room."""
    return {label: room.export(user) for label, room in rooms()}


def consents_of(user) -> list:
    """What the person agreed to in all rooms, each with the label of its room; newest first in each."""
    return [
        (label, consent)
        for label, room in rooms()
        if hasattr(room, "consents_of")
        for consent in room.consents_of(user)
    ]


def take_back(user, label, pk):
    """Take back what the person agreed to in a room. Raises Http404 where they did not."""
    room = dict(rooms()).get(label)
    if not hasattr(room, "consents_of"):
        raise Http404
    room.take_back(get_object_or_404(room.consents_of(user), pk=pk))


@transaction.atomic
def erase_account(user):
    """Close the account: the person is gone, what they published or decided stays without their name."""
    for _label, room in rooms():
        if hasattr(room, "erase"):
            room.erase(user)
    Authenticator.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email = f"erased-{user.pk}@erased.invalid"
    user.name = ""
    user.is_active = user.wants_reminders = False
    user.set_unusable_password()
    user.save()
    user.end_sessions()
