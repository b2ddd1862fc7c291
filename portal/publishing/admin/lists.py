"""Lists of the admin: searched, narrowed to what needs attention."""

import re

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.languages import fold
from portal.publishing.behind import can_be_behind, with_english_behind
from portal.publishing.parity import lacks_english, missing_english, translated_fields

# Search


class FoldedSearch:
    """Search in the stored folded text: all words, in either language, whatever case and apostrophe."""

    search_fields = ["search_text"]
    search_help_text = _("Words of the name or title, in either language.")

    def get_search_results(self, request, queryset, search_term):
        for word in fold(search_term.replace("\0", "")).split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset, False


class PatternSearch:
    """Search in ``search_fields`` of models without folded text; regular expressions ignore case in every database."""

    def get_search_results(self, request, queryset, search_term):
        for word in search_term.replace("\0", "").split():
            pattern = re.escape(word)
            anywhere = [Q(**{f"{name}__iregex": pattern}) for name in self.search_fields]
            queryset = queryset.filter(Q(*anywhere, _connector=Q.OR))
        return queryset, False


# What needs attention


class AttentionFilter(admin.SimpleListFilter):
    """Narrows a list to what somebody should look at."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request, model_admin):
        model = model_admin.model
        rows = model.objects.all()
        offered = [
            ("waiting_for_staff", _("waits for staff"), getattr(model_admin, "is_reviewed", False)),
            ("unconfirmed", _("not confirmed by the city"), hasattr(rows, "unconfirmed")),
            ("stale", _("source to be checked again"), hasattr(rows, "stale")),
            ("planned", _("publication or withdrawal is planned"), hasattr(rows, "planned")),
            ("with_refused_plan", _("a plan was refused"), hasattr(rows, "with_refused_plan")),
            ("lacks_english", _("English is missing"), bool(translated_fields(model))),
            ("english_behind", _("English is behind the Ukrainian"), can_be_behind(model)),
        ]
        return [(name, label) for name, label, holds in offered if holds]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        if self.value() == "lacks_english":
            return queryset.filter(lacks_english(queryset.model))
        if self.value() == "english_behind":
            return with_english_behind(queryset)
        return getattr(queryset, self.value())()


@admin.display(description=_("languages"))
def languages(obj):
    """List column: whether English readers get everything that Ukrainian readers get."""
    return _("Ukrainian, English") if not missing_english(obj) else _("English is missing in part")
