"""Letters in the admin."""

import pytest
from django.urls import reverse

from tests.factories import make_letter, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("is_secret", "shown"), [(False, True), (True, False)])
def test_text_of_a_secret_letter_is_not_shown_to_staff(client, is_secret, shown):
    letter = make_letter(is_secret=is_secret)
    client.force_login(make_staff())

    html = client.get(reverse("admin:mail_letter_change", args=[letter.pk])).content.decode()

    assert ("Добрий день!" in html) == shown
