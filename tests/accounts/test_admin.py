import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from portal.accounts.models import User
from tests.factories import make_staff, make_user
from tests.forms_on_page import form_data

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/user/add/"
LIST = "/admin/accounts/user/"


@pytest.fixture
def staff(client):
    user = make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def editor(client):
    """Staff who may edit people without being a superuser."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    client.force_login(user)
    return user


def change_url(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def save(client, user, **changes):
    return client.post(change_url(user), form_data(client.get(change_url(user)), "user_form") | changes)


def test_person_is_added_without_a_password(client, staff):
    response = client.post(ADD, {"email": " Olha@Example.org ", "name": "Ольга", "language": "uk"})

    user = User.objects.get(email="olha@example.org")
    assert response.status_code == 302
    assert not user.has_usable_password()


@pytest.mark.parametrize("email", ["olha@example.org", "OLHA@example.org"])
def test_second_person_with_one_address_is_an_error_at_the_field(client, staff, email):
    make_user(email="olha@example.org")

    response = client.post(ADD, {"email": email, "name": "Ольга", "language": "uk"})

    assert list(response.context["adminform"].form.errors) == ["email"]


def test_password_is_set_in_a_form_of_its_own(client, staff):
    user = make_user()
    url = reverse("admin:auth_user_password_change", args=[user.pk])

    opened = client.get(url)
    client.post(url, {"usable_password": "true", "password1": "довгий пароль 1", "password2": "довгий пароль 1"})

    user.refresh_from_db()
    assert opened.status_code == 200
    assert user.check_password("довгий пароль 1")


def test_hash_of_the_password_is_not_shown_in_full(client, staff):
    user = make_user()

    assert user.password not in client.get(change_url(user)).content.decode()


@pytest.mark.parametrize("words", ["ОЛЬГА", "ольга", "olha", "EXAMPLE ольга", "olha@example.org"])
def test_person_is_found_by_name_and_address(client, staff, words):
    olha = make_user(name="Ольга", email="olha@example.org")
    make_user(name="Олег", email="oleh@example.com")

    assert list(client.get(LIST, {"q": words}).context["cl"].result_list) == [olha]


def test_editor_cannot_hand_out_powers(client, editor):
    save(client, editor, is_superuser="on", name="Нова назва")

    editor.refresh_from_db()
    assert (editor.is_superuser, editor.name) == (False, "Нова назва")


def test_editor_cannot_make_staff(client, editor):
    user = make_user()

    save(client, user, is_staff="on", name="Інша")

    user.refresh_from_db()
    assert (user.is_staff, user.name) == (False, "Інша")


def test_editor_cannot_change_a_superuser(client, editor):
    superuser = make_staff()

    changed = client.post(change_url(superuser), {"email": "mine@example.org", "language": "uk"})
    password = client.post(
        reverse("admin:auth_user_password_change", args=[superuser.pk]),
        {"usable_password": "true", "password1": "мій пароль 123", "password2": "мій пароль 123"},
    )

    assert (changed.status_code, password.status_code) == (403, 403)
    assert User.objects.get(pk=superuser.pk).email == superuser.email


def test_editor_cannot_delete_a_superuser(client, editor):
    superuser = make_staff()

    client.post(reverse("admin:accounts_user_delete", args=[superuser.pk]), {"post": "yes"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"})

    assert User.objects.filter(pk=superuser.pk).exists()
