"""What the rooms share when they describe their rows to search engines in the words of schema.org."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def absolute(path: str) -> str:
    """The whole address of a page or file of this site; an address elsewhere stays as it is."""
    return path if "://" in path else settings.SITE_URL + path


def absolute_in(language: str, name: str, *args) -> str:
    """The whole address of a named page in a language, as letters to somebody need it."""
    with translation.override(language):
        return absolute(reverse(name, args=args))


def filled(data: dict) -> dict:
    """The data without what is empty."""
    return {name: value for name, value in data.items() if value}
