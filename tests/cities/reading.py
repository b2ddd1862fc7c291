"""What a reader, or a search engine, takes from a page."""

import html
import json
import re
from itertools import pairwise


def html_of(response) -> str:
    """The page with entities resolved, so that tests may look for words with quotation marks."""
    return html.unescape(response.content.decode())


def words_of(response) -> str:
    """The words of the page's own content, without tags, header and footer."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    words = html.unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r" (?=[,.:)])", "", " ".join(words.split()))


def headings(response) -> list[tuple[int, str]]:
    """Every heading with its level, in order."""
    found = re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", response.content.decode(), re.DOTALL)
    return [(int(level), html.unescape(" ".join(re.sub(r"<[^>]+>", " ", words).split()))) for level, words in found]


def structured_data(response) -> dict[str, dict]:
    """What search engines read, by its type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())
    return {data["@type"]: data for data in map(json.loads, found)}


def assert_headings_in_order(response):
    """One h1 at the top, and no level left out on the way down."""
    levels = [level for level, _words in headings(response)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
