"""Filters from the address: nonsense is ignored, never an error."""

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from portal.forms import FilterForm


class CityFilter(FilterForm):
    q = forms.CharField(required=False, max_length=20)
    oblast = forms.ChoiceField(required=False, choices=[("UA-46", "Lviv"), ("UA-63", "Kharkiv")])
    sectors = forms.MultipleChoiceField(required=False, choices=[("culture", "Culture"), ("business", "Business")])
    year = forms.IntegerField(required=False, min_value=0, max_value=2100)


def read(address):
    form = CityFilter(QueryDict(address))
    return form.values, form.ignored


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("", {}),
        ("q=&oblast=&year=", {}),
        ("q=++", {}),
        ("q=лев&oblast=UA-46", {"q": "лев", "oblast": "UA-46"}),
        ("sectors=culture&sectors=business", {"sectors": ["culture", "business"]}),
        ("year=0", {"year": 0}),
        ("page=2&utm_source=x", {}),
    ],
)
def test_filter_understands_the_address(address, values):
    assert read(address) == (values, False)


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("oblast=UA-99&q=лев", {"q": "лев"}),
        ("year=soon&oblast=UA-46", {"oblast": "UA-46"}),
        ("sectors=culture&sectors=magic", {}),
        ("q=" + "a" * 21, {}),
        ("q=a%00b", {}),
        ("year=99999999999999999999", {}),
    ],
)
def test_filter_ignores_nonsense_and_says_so(address, values):
    assert read(address) == (values, True)


@given(st.dictionaries(st.sampled_from(["q", "oblast", "sectors", "year", "page"]), st.lists(st.text(max_size=30))))
def test_filter_is_never_an_error(data):
    query = QueryDict(mutable=True)
    for name, given_values in data.items():
        query.setlist(name, given_values)

    form = CityFilter(query)

    assert set(form.values) <= set(form.fields)


def test_filter_is_not_required_in_the_browser():
    class Strict(FilterForm):
        q = forms.CharField()

    assert "required" not in str(Strict(QueryDict(""))["q"])


def test_filter_has_ids_of_its_own():
    assert CityFilter(QueryDict(""))["q"].id_for_label == "filter-q"
