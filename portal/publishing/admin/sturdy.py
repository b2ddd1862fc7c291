"""Pages of the admin that answer whatever their address says."""

from contextlib import suppress

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError


class SturdyAdmin(admin.ModelAdmin):
    """Answers every query string: Django expects no years outside the calendar, PostgreSQL no null characters.

    What an address fills into the form of a new row reaches it as values of its fields, or not at all.
    """

    def get_changelist_instance(self, request):
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise IncorrectLookupParameters
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error

    def get_changeform_initial_data(self, request):
        fields = {field.name: field for field in (*self.opts.fields, *self.opts.many_to_many)}
        found = {}
        for name, said in super().get_changeform_initial_data(request).items():
            with suppress(KeyError, ValidationError):
                found[name] = _value(fields[name], said)
        return found


def _value(field, said):
    """What an address says of a field, as its value. Raises ValidationError where it cannot be one."""
    if field.many_to_many:
        return [_key(field, part) for part in said]
    return _key(field, said) if field.remote_field else field.to_python(said)


def _key(field, text):
    key = field.target_field.to_python(text)
    field.target_field.run_validators(key)  # no database looks for numbers that it cannot hold
    return key
