"""The OpenAPI 3.1 document, made from the lists and the forms that narrow them."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from portal.languages import ENGLISH
from portal.opendata.datasets import DATASETS
from portal.opendata.pages import LARGEST_PAGE, PAGE
from portal.opendata.terms import LICENCE, LICENCE_URL
from portal.politeness import PER_MINUTE

VERSION = "1.0.0"


def document() -> dict:
    """The whole document, in English."""
    with translation.override(ENGLISH):
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Open data of the Ukrainian Association of Learning Cities",
                "version": VERSION,
                "description": (
                    "Read-only. Every record holds both languages; English is null where there is no translation. "
                    "Filters are those of the pages for people: what is not understood is ignored and named in "
                    f"`notices`. {PER_MINUTE} requests a minute from one address."
                ),
                "license": {"name": LICENCE, "identifier": "CC-BY-4.0"},
                "contact": {"url": settings.SITE_URL + reverse("pages:contact")},
            },
            "externalDocs": {"url": settings.SITE_URL + reverse("opendata:data")},
            "servers": [{"url": settings.SITE_URL}],
            "tags": [{"name": each.name, "description": str(each.about)} for each in DATASETS.values()],
            "paths": _paths(),
            "components": {"schemas": _schemas(), "responses": _RESPONSES, "headers": _HEADERS},
        }


def _paths():
    paths = {}
    for dataset in DATASETS.values():
        here = reverse("api:list", args=[dataset.name])
        filters = filter_parameters(dataset)
        paths[here] = {
            "get": _operation(
                dataset,
                f"list_{_python(dataset)}",
                f"{dataset.title}, page by page",
                [*filters, _CURSOR, _LIMIT],
                {"application/json": {"schema": _ref(f"{_python(dataset)}_page")}},
                "400",
            )
        }
        paths[f"{here}.csv"] = {
            "get": _operation(
                dataset,
                f"table_of_{_python(dataset)}",
                f"{dataset.title}, all of them as a table (UTF-8)",
                [*filters, _BOM],
                {"text/csv": {"schema": {"type": "string"}}},
            )
        }
        if dataset.has_places:
            paths[f"{here}.geojson"] = {
                "get": _operation(
                    dataset,
                    f"map_of_{_python(dataset)}",
                    f"{dataset.title}, all of them with their places (RFC 7946)",
                    filters,
                    {"application/geo+json": {"schema": _ref("feature_collection")}},
                )
            }
        if dataset.key:
            paths[f"{here}/{{{dataset.key}}}"] = {
                "get": _operation(
                    dataset,
                    f"one_of_{_python(dataset)}",
                    f"{dataset.title}: one record",
                    [_key_parameter(dataset)],
                    {"application/json": {"schema": _ref(f"{_python(dataset)}_answer")}},
                    "301",
                    "404",
                    "410",
                )
            }
    return paths


def filter_parameters(dataset) -> list[dict]:
    """The filters of a list as its form has them. Any text is taken: what is unknown is ignored with a notice."""
    form = dataset.whole().form
    return [_parameter(name, field) for name, field in form.fields.items()] if form else []


def _key_parameter(dataset):
    """The key of a record, with one that there is."""
    key = {"name": dataset.key, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    if (first := dataset.whole().rows.first()) is not None:
        key["example"] = str(dataset.record(first)[dataset.key])
    return key


def _parameter(name, field):
    about = strip_tags(str(field.label or name))
    choices = getattr(field, "choices", None)
    values = [str(value) for value, _label in choices or () if value] if not hasattr(field, "queryset") else []
    if values:
        about += f": {', '.join(values)}"
    elif hasattr(field, "queryset"):
        about += f" ({field.to_field_name})"
    schema = {"type": "string"}
    return {"name": name, "in": "query", "description": about, "schema": schema}


def _operation(dataset, name, summary, parameters, content, *problems):
    return {
        "operationId": name,
        "tags": [dataset.name],
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "OK",
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": content,
            },
            "304": {"description": "Nothing has changed since the answer that bore this ETag."},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in (*problems, "429")},
        },
    }


def _schemas():
    schemas = {"problem": _PROBLEM, "notice": _NOTICE, "feature_collection": _FEATURES}
    for dataset in DATASETS.values():
        name = _python(dataset)
        schemas[name] = {
            "type": "object",
            "description": str(dataset.about),
            "properties": {column.name: column.schema() for column in dataset.columns},
            "required": dataset.names,
            "additionalProperties": False,
        }
        schemas[f"{name}_page"] = _object(
            {
                "data": {"type": "array", "items": _ref(name)},
                "total": {"type": "integer", "description": "How many records the filters leave."},
                "next": {"type": ["string", "null"], "format": "uri", "description": "Address of the next page."},
                "notices": {"type": "array", "items": _ref("notice")},
                "licence": {"const": LICENCE_URL},
            }
        )
        if dataset.key:
            schemas[f"{name}_answer"] = _object({"data": _ref(name), "licence": {"const": LICENCE_URL}})
    return schemas


def _object(properties):
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def _ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def _python(dataset):
    return dataset.name.replace("-", "_")


_CURSOR = {
    "name": "cursor",
    "in": "query",
    "description": "Where the next page begins, from `next`; holds for the same list and filters only.",
    "schema": {"type": "string"},
}
_LIMIT = {
    "name": "limit",
    "in": "query",
    "description": "Records on a page.",
    "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
}
_BOM = {
    "name": "bom",
    "in": "query",
    "description": "`1` for a byte order mark, which old spreadsheets need.",
    "schema": {"type": "string"},
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457, with the Ukrainian text under `detail_uk`.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "detail_uk": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "detail_uk"],
}
_NOTICE = _object({"uk": {"type": "string"}, "en": {"type": "string"}})
_FEATURES = {
    "type": "object",
    "properties": {
        "type": {"const": "FeatureCollection"},
        "licence": {"const": LICENCE_URL},
        "notices": {"type": "array", "items": _ref("notice")},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": ["string", "integer"]},
                    "geometry": {
                        "oneOf": [
                            {"type": "null"},
                            _object({"type": {"enum": ["Point", "MultiPoint"]}, "coordinates": {"type": "array"}}),
                        ]
                    },
                    "properties": {"type": "object"},
                },
                "required": ["type", "id", "geometry", "properties"],
            },
        },
    },
    "required": ["type", "licence", "notices", "features"],
}
_AS_PROBLEM = {"application/problem+json": {"schema": _ref("problem")}}
_RESPONSES = {
    "301": {"description": "The record has another key now.", "headers": {"Location": {"schema": {"type": "string"}}}},
    "400": {"description": "A wrong cursor or limit.", "content": _AS_PROBLEM},
    "404": {"description": "There is no such record.", "content": _AS_PROBLEM},
    "410": {"description": "The record was withdrawn.", "content": _AS_PROBLEM},
    "429": {
        "description": "Too many requests; Retry-After says when to go on.",
        "headers": {"Retry-After": {"schema": {"type": "string"}}},
        "content": _AS_PROBLEM,
    },
}
_HEADERS = {"ETag": {"description": "Send it back as If-None-Match.", "schema": {"type": "string"}}}
