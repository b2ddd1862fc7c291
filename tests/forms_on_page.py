"""What a browser would send: the fields of a form as they stand on the page."""

import re
from html import unescape
from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id = form_id
        self.data = {}
        self.inside = False
        self.select = self.textarea = None
        self.multiple = False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id
        if not self.inside:
            return
        name = attrs.get("name")
        if tag == "select":
            self.select, self.multiple = name, "multiple" in attrs
        elif tag == "option" and self.select and "selected" in attrs:
            self._add(self.select, attrs.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.data[name] = ""
        elif tag == "input" and name and self._counts(attrs):
            self.data[name] = attrs.get("value", "on" if attrs.get("type") == "checkbox" else "")

    def _counts(self, attrs):
        kind = attrs.get("type")
        return kind not in ("submit", "file", "button") and (kind not in ("checkbox", "radio") or "checked" in attrs)

    def _add(self, name, value):
        if self.multiple:
            self.data.setdefault(name, []).append(value)
        else:
            self.data[name] = value

    def handle_data(self, data):
        if self.inside and self.textarea:
            self.data[self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            if self.textarea:  # a browser leaves out the line break after the tag
                self.data[self.textarea] = self.data[self.textarea].removeprefix("\r").removeprefix("\n")
            self.textarea = None


def form_data(response, form_id) -> dict:
    """The data of the form with this id, ready to be posted; empty rows of inlines to come are left out."""
    parser = _Form(form_id)
    parser.feed(response.content.decode())
    assert parser.data, f"no form {form_id} on the page"
    return {name: value for name, value in parser.data.items() if "__prefix__" not in name}


_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)


def all_forms(response) -> list[tuple[str, dict]]:
    """Each form of a page that is posted: where to ("" for the page itself), and its data as for ``form_data``."""
    forms = []
    for attributes, inside in _FORM.findall(response.content.decode()):
        if 'method="post"' in attributes:
            parser = _Form(None)
            parser.feed(f"<form>{inside}")
            action = re.search(r'action="([^"]*)"', attributes)
            forms.append((unescape(action[1]) if action else "", parser.data))
    return forms
