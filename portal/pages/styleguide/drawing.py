"""Draws the samples of the style page, each apart from the others."""

import re
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

# What stands on the style page itself.
OWN_IDS = {"content", "contents", "menu", "site-search"}

_REFERENCE = re.compile(
    r'(?<=\s)(id|for|href|popovertarget|aria-labelledby|aria-describedby)="([^"]*)"',
)
_NAMED_LANDMARK = re.compile(r'(<(?:nav|form)\b[^>]*\saria-label="[^"]*)"')


@dataclass(frozen=True)
class State:
    """One sample of a component: what the template is given, and what this state is called."""

    name: str = ""
    context: dict = field(default_factory=dict)
    template: str = ""


@dataclass(frozen=True)
class Component:
    """A component: the template that draws its samples, and the ``places`` where it comes from as staff look for it.

    ``layout`` is "" (one under another), "cards" (side by side), "schemes" (each in the light and in the dark) or
    "source" (the markup, for what nobody sees).
    """

    name: str
    template: str
    states: list[State]
    places: tuple[str, ...] = ()
    layout: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Components that belong together, under one heading."""

    slug: str
    name: str
    components: list[Component]


def drawn(groups, request) -> list[dict]:
    """The groups as the page shows them, every sample drawn. Asks no database."""
    taken = set(OWN_IDS)
    return [
        {
            "id": group.slug,
            "name": group.name,
            "components": [
                _drawn_component(component, f"{group.slug}-{place}", taken, request)
                for place, component in enumerate(group.components, start=1)
            ],
        }
        for group in groups
    ]


def _drawn_component(component, own_id, taken, request):
    schemes = ["light", "dark"] if component.layout == "schemes" else [""]
    states = []
    for place, state in enumerate(component.states, start=1):
        caption = f"{own_id}-{place}"
        drawings = []
        for scheme in schemes:
            html = render_to_string(state.template or component.template, state.context, request)
            drawings.append((scheme, _set_apart(html, caption, state.name, taken)))
        states.append({"id": caption, "name": state.name, "drawings": drawings})
    return {
        "id": own_id,
        "name": component.name,
        "note": component.note,
        "layout": component.layout,
        "places": component.places or (f"templates/{component.template}",),
        "states": states,
    }


def _set_apart(html, caption, name, taken):
    """The sample with ids that no other has, and with landmarks that say which sample they belong to.

    Components name what stands once on a page; here they stand side by side. The first of a kind keeps its ids.
    """
    html = re.sub(r"\n\s*\n", "\n", html.strip())
    ids = set(re.findall(r'(?<=\s)id="([^"]*)"', html))
    new_ids = {old: f"{caption}-{len(taken)}-{old}" for old in ids & taken}
    taken.update(new_ids.get(old, old) for old in ids)

    def renamed(found):
        attribute, value = found.groups()
        words = [re.sub(r"[^#]+", lambda word: new_ids.get(word[0], word[0]), word) for word in value.split(" ")]
        if attribute == "aria-labelledby" and name:
            words.append(caption)
        return f'{attribute}="{" ".join(words)}"'

    html = _REFERENCE.sub(renamed, html)
    if name:
        html = _NAMED_LANDMARK.sub(rf'\1 – {conditional_escape(name)}"', html)
    return mark_safe(html)  # noqa: S308 – drawn by templates of ours
