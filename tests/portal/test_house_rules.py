"""Rules of the house that no single room can keep alone."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import CheckConstraint
from modeltranslation.translator import translator

from portal.publishing.parity import translated_fields

ROOT = Path(settings.BASE_DIR)
SOURCES = sorted(
    path
    for room in ("portal", "cities", "initiatives", "news")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)
assert SOURCES


def module_name(path):
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


# Imports run one way

# From the ground up: each room may know those before it. Rooms of one line do not know each other.
STOREYS = [
    ["portal.publishing", "portal.embroidery"],
    ["portal.mail", "portal.visits"],
    ["portal.media", "portal.accounts", "portal.search", "portal.links"],
    ["portal.exchange", "portal.doubles"],
    ["cities", "portal.backup"],
    ["initiatives"],
    ["news"],
    ["portal.opendata"],
    ["portal.pages", "portal.offline", "portal.newsletter", "portal.mirror"],
    ["portal.workspace", "portal.desk"],
    ["portal.watch"],
]
ROOMS = {room: storey for storey, rooms in enumerate(STOREYS) for room in rooms}
# These put the rooms together, so they may know all of them.
ABOVE_ALL = {"portal.settings", "portal.urls", "portal.wsgi", "portal.starter", "portal.admin", "portal.management"}
# The other modules of ``portal`` are the ground on which all rooms stand. Three of them stand on the lowest room.
ON_PUBLISHING = {"portal.lookup", "portal.facets", "portal.page_cache"}
GROUND = -1
ABOVE = len(STOREYS)


def part_of(module, parts):
    return next((part for part in parts if module == part or module.startswith(f"{part}.")), None)


def storey_of(module):
    """How high the module stands; None where it is not ours."""
    if room := part_of(module, ROOMS):
        return ROOMS[room]
    if part_of(module, ABOVE_ALL):
        return ABOVE
    return GROUND if part_of(module, {"portal"}) else None


def imported_modules(path):
    """Absolute names of what a module imports; of ``from a import b`` both "a" and "a.b"."""
    here = module_name(path).split(".")
    package = here if path.name == "__init__.py" else here[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def may_know(module, other):
    mine, theirs = storey_of(module), storey_of(other)
    if theirs is None or mine == ABOVE:
        return True
    if theirs == GROUND:
        return mine != ROOMS["portal.publishing"] or not part_of(other, ON_PUBLISHING)
    if part_of(module, ON_PUBLISHING):
        return theirs == ROOMS["portal.publishing"]
    return theirs < mine or part_of(module, ROOMS) == part_of(other, ROOMS)


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_imports_run_one_way(path):
    module = module_name(path)

    assert [other for other in imported_modules(path) if not may_know(module, other)] == []


@pytest.mark.parametrize(
    ("module", "other", "allowed"),
    [
        ("portal.publishing.models", "portal.languages.fold", True),
        ("portal.publishing.models", "portal.lookup.Gone", False),
        ("portal.publishing.models", "cities.models.City", False),
        ("portal.lookup", "portal.publishing.models.Status", True),
        ("portal.lookup", "cities.models.City", False),
        ("portal.context", "portal.publishing.models", False),
        ("portal.media.models", "portal.publishing.history.keep_history", True),
        ("portal.media.models", "portal.accounts.models.User", False),
        ("cities.models", "portal.accounts.models.User", True),
        ("cities.search", "portal.search.sources.register", True),
        ("portal.search.keeping", "portal.publishing.models.Transition", True),
        ("portal.search.keeping", "cities.models.City", False),
        ("cities.models", "initiatives.models", False),
        ("initiatives.models", "news.models", False),
        ("news.models", "initiatives.models", True),
        ("news.models", "portal.pages.models", False),
        ("portal.pages.views", "news.models", True),
        ("portal.urls", "cities.urls", True),
    ],
)
def test_may_know_tells_up_from_down(module, other, allowed):
    assert may_know(module, other) == allowed


def test_every_room_has_its_storey():
    rooms = {
        config.name
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path
    }

    assert rooms - {"portal", "portal.starter"} <= set(ROOMS)


# Translated fields are named with their language

CALLS = {"values", "values_list", "F", "order_by", "aggregate", "distinct", "dates", "in_bulk"}


def base_names():
    """Names that mean a translated field in some model."""
    return {name for model in translator.get_registered_models(abstract=False) for name in translated_fields(model)}


def called(node):
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)


def field_names(node):
    """The texts among the arguments of a call, as the fields at the end of their paths."""
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value.lstrip("-").rpartition("__")[2]


def bare_names(source, forbidden):
    return [
        f"line {node.lineno}: {name}"
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and called(node) in CALLS
        for name in field_names(node)
        if name in forbidden
    ]


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_queries_name_translated_fields_with_their_language(path):
    assert bare_names(tree(path), base_names()) == []


@pytest.mark.parametrize(
    "code",
    [
        "City.objects.values('name')",
        "City.objects.values_list('pk', 'city__name', flat=True)",
        "City.objects.order_by('-name')",
        "City.objects.order_by(F('name').asc())",
        "City.objects.annotate(n=models.F('city__name'))",
    ],
)
def test_bare_names_are_found_in(code):
    assert bare_names(ast.parse(code), {"name"})


def test_orderings_of_models_do_not_use_translated_fields():
    for model in apps.get_models():
        if model.__module__.partition(".")[0] in ("portal", "cities", "initiatives", "news"):
            names = {str(name).lstrip("-").rpartition("__")[2] for name in model._meta.ordering}

            assert not names & set(translated_fields(model)), model


# Ukrainian is required

MAIN = ("name", "title", "alt")


def required_by_the_database(model):
    """The columns that a check constraint of the model says must not be NULL."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            for child in constraint.condition.flatten():
                for name, value in (each for each in getattr(child, "children", []) if isinstance(each, tuple)):
                    if name.endswith("__isnull") and value is False:
                        yield name.removesuffix("__isnull")


@pytest.mark.parametrize("model", translator.get_registered_models(abstract=False), ids=lambda model: model._meta.label)
def test_the_main_field_of_a_translated_model_requires_ukrainian(model):
    options = translator.get_options_for_model(model)
    required = options.required_languages or {}
    main = [name for name in MAIN if name in translated_fields(model)]

    assert set(main) <= set(required.get("uk", ()) if isinstance(required, dict) else required)
    assert {f"{name}_uk" for name in main} <= set(required_by_the_database(model))


# A status changes through one door


def test_nobody_updates_a_status_around_the_door():
    offenders = [
        f"{module_name(path)}, line {node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and called(node) in ("update", "bulk_update")
        and "status" in [keyword.arg for keyword in node.keywords]
    ]

    assert offenders == []


# Migrations


@pytest.mark.django_db
def test_migrations_are_level_with_the_models(capsys):
    call_command("makemigrations", check=True, dry_run=True, interactive=False)

    assert capsys.readouterr().out == "No changes detected\n"


def own_apps(loader):
    return {room.rpartition(".")[2] for room in ROOMS} & loader.migrated_apps


def test_migrations_can_be_taken_back_by_their_word():
    loader = MigrationLoader(None)

    for (app, name), migration in loader.disk_migrations.items():
        if app in own_apps(loader):
            assert [operation for operation in migration.operations if not operation.reversible] == [], (app, name)


@pytest.mark.django_db(transaction=True)
def test_migrations_can_be_taken_back():
    if connection.vendor == "sqlite":
        pytest.skip("Takes half a minute; run it on PostgreSQL.")
    executor = MigrationExecutor(connection)
    ours = own_apps(executor.loader)
    tables = {table for table in connection.introspection.table_names() if table.partition("_")[0] in ours}

    with transaction.atomic():
        executor.migrate([(app, None) for app in ours])
        left = tables & set(connection.introspection.table_names())
        transaction.set_rollback(True)  # brings all tables back
    ContentType.objects.clear_cache()

    assert len(tables) > len(ours)
    assert left == set()
    assert tables <= set(connection.introspection.table_names())


# Buttons work

TEMPLATES = ROOT / "templates"
INCLUDED_ALONE = re.compile(r'{% include "([^"]+)"([^%]*) only %}')


def test_a_form_that_is_included_alone_gets_its_token():
    """Without the token the button answers 403; the test client does not notice."""
    forgotten = [
        f"{path.relative_to(TEMPLATES)} includes {name}"
        for path in TEMPLATES.rglob("*.html")
        for name, given in INCLUDED_ALONE.findall(path.read_text(encoding="utf-8"))
        if "{% csrf_token %}" in (TEMPLATES / name).read_text(encoding="utf-8") and "csrf_token=" not in given
    ]

    assert forgotten == []
