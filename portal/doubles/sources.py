"""What the rooms tell about their rows that may stand twice.

A room registers its sources in its own ``doubles.py``; this room knows no other.
"""

from portal.doubles.likeness import Traits, likeness, traits


class Source:
    """How the rows of one model are compared and merged.

    ``name`` and ``site`` are fields, ``places`` a field, foreign key or list; "" where the model has none.
    ``addresses`` are the fields by which readers and programs ask for a row.
    """

    model: type
    name = "name"
    places = ""
    site = ""
    place_decides = False
    addresses = ("slug",)

    def rows(self):
        """The rows among which doubles are looked for."""
        return self.model.objects.all()

    def refusal(self, stays, double) -> str:
        """A sentence that says why the two may not be merged; "" where they may."""
        return ""

    def settle(self, stays, double):
        """Give ``stays`` what only the row of the double itself tells; in the transaction, before the double goes."""

    def likeness(self, one: Traits, other: Traits) -> float:
        return likeness(one, other, place_decides=self.place_decides)

    def traits(self, values) -> Traits:
        """The traits of a row as a form has it or :meth:`columns` reads it."""
        return traits(
            values.get(f"{self.name}_uk"),
            values.get(f"{self.name}_en"),
            _keys(values.get(self.places)) if self.places else (),
            values.get(self.site) if self.site else "",
        )

    @property
    def columns(self) -> list[str]:
        """The columns from which traits are made; a list of places stands apart."""
        own = [f"{self.name}_uk", f"{self.name}_en", *([self.site] if self.site else [])]
        return [*own, *([self.places] if self.places and not self.lists_places else [])]

    @property
    def lists_places(self) -> bool:
        return bool(self.places) and self.model._meta.get_field(self.places).many_to_many


def _keys(places):
    if not places:
        return ()
    if isinstance(places, str | int):
        return (places,)
    return (places.pk,) if hasattr(places, "pk") else [getattr(place, "pk", place) for place in places]


_SOURCES: dict[type, Source] = {}


def register(source_class):
    """Class decorator: let this room know a source."""
    _SOURCES[source_class.model] = source_class()
    return source_class


def sources() -> list[Source]:
    return list(_SOURCES.values())


def source_of(model) -> Source:
    """The source of a model; raises KeyError for one that no room has registered."""
    return _SOURCES[model]
