"""Points of an answer by the published rules of Mozilla's HTTP Observatory, as of 2026.

https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring. What it asks of a certificate or of the preload
list of browsers cannot be known here and gives nothing.
"""

import re

PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
HALF_A_YEAR = 15_768_000
LOOSE = {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "data:", "http:", "https:", "*", "blob:"}
FOR_SCRIPTS = ("script-src", "object-src")


def points(response, html="") -> int:
    """The sum for an answer that came by HTTPS; bonuses count where 90 points are left without them."""
    headers = response.headers
    modifiers = [
        _policy(_directives(headers)),
        _cookies(response.cookies),
        0 if headers.get("Access-Control-Allow-Origin") in (None, "*") else -50,
        _transport(headers.get("Strict-Transport-Security", "")),
        _referrer(headers.get("Referrer-Policy")),
        _scripts(html),
        0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        _frames(headers),
        {"same-origin": 10, "same-site": 10, "cross-origin": 0, None: 0}.get(
            headers.get("Cross-Origin-Resource-Policy"), -5
        ),
    ]
    without = 100 + sum(modifier for modifier in modifiers if modifier < 0)
    return without + sum(modifier for modifier in modifiers if modifier > 0) if without >= 90 else without


def _directives(headers):
    parts = [part.split() for part in headers.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


def _policy(directives):
    if not directives:
        return -25
    default = directives.get("default-src", {"*"})
    if any(directives.get(name, default) & LOOSE for name in FOR_SCRIPTS):
        return -20
    if directives.get("style-src", default) & LOOSE:
        return 0
    return 10 if default == {"'none'"} else 5


def _cookies(cookies):
    worst = 5 if cookies else 0
    for name, cookie in cookies.items():
        if not cookie["secure"]:
            worst = min(worst, -40)
        if "sess" in name and not cookie["httponly"]:
            worst = min(worst, -30)
        if cookie["samesite"] not in ("Lax", "Strict"):
            worst = min(worst, -20)
    return worst


def _transport(header):
    age = re.search(r"max-age=(\d+)", header)
    return -20 if not age else -10 if int(age[1]) < HALF_A_YEAR else 0


def _referrer(header):
    return 0 if header is None else 5 if header in PRIVATE else -5


def _scripts(html):
    sources = re.findall(r"<script[^>]*\bsrc=\"([^\"]*)\"", html)
    return -50 if any(re.match(r"(https?:)?//", source) for source in sources) else 0


def _frames(headers):
    if "frame-ancestors" in _directives(headers):
        return 5
    return 0 if headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20
