"""Which addresses published pages show, and on which rows they stand; found in the fields of all models."""

from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from portal.links.models import Link, Use
from portal.publishing.models import Publication, Status
from portal.publishing.parity import translated_fields
from portal.richtext import RichTextField
from portal.senders import FromOutside

_CHUNK = 500
# PostgreSQL indexes no more than 2,704 bytes.
_LONGEST = 1000


def addresses() -> dict[str, set[tuple[int, int]]]:
    """Each address of the web that readers are shown, without its fragment, with the rows that show it.

    A row is named by content type and key. What is a part of a publication, such as an award of a city, counts as the
    publication, which readers and staff know.
    """
    found = {}
    for model in apps.get_models():
        for field in _fields(model):
            key = _owner(model)
            kind = ContentType.objects.get_for_model(key.related_model if key else model).pk
            rows = _shown(model, key).exclude(**{f"{field.attname}__isnull": True}).exclude(**{field.attname: ""})
            values = rows.order_by().values_list(key.attname if key else "pk", field.attname)
            for pk, value in values.iterator(chunk_size=2000):
                for url in _links_in(value) if isinstance(field, RichTextField) else [value]:
                    if address := _web_address(url):
                        found.setdefault(address, set()).add((kind, pk))
    return found


@transaction.atomic
def renew():
    """Bring the table level with what is published: new addresses come in, those no longer used go."""
    found = addresses()
    known = dict(Link.objects.values_list("url", "pk"))
    for gone in _chunks([pk for url, pk in known.items() if url not in found]):
        Link.objects.filter(pk__in=gone).delete()
    new = [Link(url=url) for url in sorted(found.keys() - known.keys())]
    Link.objects.bulk_create(new, batch_size=_CHUNK, ignore_conflicts=True)
    known = dict(Link.objects.values_list("url", "pk"))

    wanted = {(known[url], *row) for url, rows in found.items() for row in rows}
    kept = {tuple(use): pk for pk, *use in Use.objects.values_list("pk", "link", "content_type", "object_id")}
    for gone in _chunks([pk for use, pk in kept.items() if use not in wanted]):
        Use.objects.filter(pk__in=gone).delete()
    Use.objects.bulk_create(
        [Use(link_id=link, content_type_id=kind, object_id=pk) for link, kind, pk in sorted(wanted - kept.keys())],
        batch_size=_CHUNK,
        ignore_conflicts=True,
    )


def _chunks(pks):
    return [pks[start : start + _CHUNK] for start in range(0, len(pks), _CHUNK)]


@cache
def _fields(model) -> list:
    """The columns of a model that hold addresses which readers are shown."""
    is_version = hasattr(model, "instance_type")
    if is_version or issubclass(model, FromOutside | Link):
        return []
    bare = set(translated_fields(model))
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.URLField | RichTextField) and field.editable and field.name not in bare
    ]


@cache
def _owner(model):
    """The foreign key to the publication of which the model's rows are parts; None where they stand by themselves."""
    if issubclass(model, Publication):
        return None
    return next(
        (
            field
            for field in model._meta.concrete_fields
            if field.is_relation
            and issubclass(field.related_model, Publication)
            and field.remote_field.on_delete is models.CASCADE
        ),
        None,
    )


def _shown(model, owner):
    """The rows that readers may see. What has no state and no owner, such as a network, is always shown."""
    if issubclass(model, Publication):
        return model.objects.filter(status=Status.PUBLISHED)
    if owner:
        return model.objects.filter(**{f"{owner.name}__status": Status.PUBLISHED})
    return model.objects.all()


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.found += [value for name, value in attributes if name == "href" and value]


def _links_in(markup):
    parser = _Links()
    parser.feed(markup)
    parser.close()
    return parser.found


def _web_address(url):
    """The address without its fragment; None for paths, letters and telephones, and for what no index holds."""
    try:
        address = urldefrag(url.strip()).url
    except ValueError:
        address = url.strip()
    is_web = address.casefold().startswith(("http://", "https://"))
    return address if is_web and len(address.encode(errors="replace")) <= _LONGEST else None
