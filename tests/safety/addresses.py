"""Every address of the portal with something in the place of each argument, whether there is such a row or not."""

from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

# By the name of an argument where its pattern is narrow, else by the kind of its converter.
BY_NAME = {
    "katottg": "UA05020030010063857",
    "name": "cities",
    "step": "what",
    "kind": "photos",
    "path": "about",
    "uidb36": "1",
    "app_label": "cities",
    "url": "nowhere",
    "content_type_id": "1",
    "object_id": "1",
    "form": "bib",
}
OF_PHOTO = {"name": "123e4567-e89b-12d3-a456-426614174000.jpg"}
BY_CONVERTER = {"IntConverter": 1, "UUIDConverter": "123e4567-e89b-12d3-a456-426614174000"}


def every_address() -> dict[str, str]:
    """The addresses by their names, in Ukrainian."""
    addresses = {}
    for name, pattern in _patterns(get_resolver()):
        arguments = {
            argument: BY_NAME.get(argument, BY_CONVERTER.get(type(converter).__name__, "x"))
            for argument, converter in (
                dict.fromkeys(pattern.pattern.regex.groupindex) | pattern.pattern.converters
            ).items()
        }
        try:
            addresses[name] = reverse(name, kwargs=arguments | (OF_PHOTO if name == "media:photo" else {}))
        except NoReverseMatch:  # a version in the history, whose pattern names nothing
            addresses[name] = reverse(name, args=[1, 1])
    return addresses


def _patterns(resolver, *spaces):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, *spaces, *([pattern.namespace] if pattern.namespace else []))
        elif pattern.name:
            yield ":".join([*spaces, pattern.name]), pattern
