"""The judged queries: what people ask, and how high on the first page of results an answer stands."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from portal.search.finding import search


class Judged(NamedTuple):
    """A query, the language of the page it is asked on, the addresses of which any is a right answer."""

    text: str
    language: str
    right: list[str]

    def reciprocal_rank(self) -> float:
        """1 where the first result is right, 1/2 where the second is …, 0 where none of the first page is."""
        addresses = [entry.address for entry in search(self.text).results()[:24]]
        return max((1 / place for place, address in enumerate(addresses, 1) if address in self.right), default=0)


def judged_queries() -> list[Judged]:
    rows = tomllib.loads((Path(__file__).parent / "judged.toml").read_text("utf-8"))["query"]
    return [Judged(**row) for row in rows]
