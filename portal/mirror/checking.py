"""Whether a mirror is whole: its files are those of the manifest, and its links lead to files."""

import hashlib
import json
import posixpath
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal.mirror.copying import STYLE_LINK
from portal.mirror.folder import MANIFEST, SUMS, NotAMirror, names_in


def problems_of(path: Path) -> Iterator[str]:
    """A sentence for each thing that is wrong with the mirror in a folder. Raises NotAMirror."""
    try:
        listed = json.loads((path / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError):
        raise NotAMirror(f"{path} has no manifest of a mirror.") from None
    there = set(names_in(path)) - {MANIFEST, SUMS}
    yield from (f"{name} is missing." for name in sorted(listed.keys() - there))
    yield from (f"{name} does not belong to the mirror." for name in sorted(there - listed.keys()))
    for name in sorted(there & listed.keys()):
        body = (path / name).read_bytes()
        if hashlib.sha256(body).hexdigest() != listed[name]["sha256"]:
            yield f"{name} is not what the manifest says."
        for link in _links(name, body):
            if (target := _target(name, link)) is not None and target not in there | {MANIFEST, SUMS}:
                yield f"{name} leads to {link}, which is not there."


def _target(name, link):
    """The file that a link of a file leads to; None where it leads out of the mirror."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))


def _links(name, body):
    if name.endswith(".html"):
        reader = _Links()
        reader.feed(body.decode())
        return reader.found
    return STYLE_LINK.findall(body.decode()) if name.endswith(".css") else []


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.found += [given[name] for name in ("href", "xlink:href", "src", "action") if given.get(name)]
        self.found += [source.split()[0] for source in (given.get("srcset") or "").split(",") if source.strip()]
        if given.get("property") == "og:image":
            self.found.append(given["content"])
