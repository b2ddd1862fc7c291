"""What the admins of all rooms share: both languages side by side, search, history, decisions about a publication."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from js_asset import Media
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline, TranslationTabularInline
from simple_history.admin import SimpleHistoryAdmin
from simple_history.manager import SIMPLE_HISTORY_REVERSE_ATTR_NAME
from simple_history.utils import get_m2m_reverse_field_name

from portal.languages import fold
from portal.publishing.models import OldSlug, Publication, Status, Transition
from portal.publishing.parity import missing_english, translated_fields
from portal.publishing.workflow import InvalidTransition

SOURCE_FIELDSET = (_("Source"), {"fields": [("source_title", "source_url"), "checked_on"]})
STATE_FIELDSET = (
    _("State"),
    {"fields": [("status", "published_at"), ("created_at", "updated_at")], "classes": ["collapse"]},
)
ORIGIN_FIELDSET = (_("Origin"), {"fields": ["origin", ("confirmed_at", "confirmed_by")]})


# Forms


class BilingualForm(forms.ModelForm):
    """Both languages of each text, English never alone; a version from the history brings its lists along."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        version = getattr(self.instance, SIMPLE_HISTORY_REVERSE_ATTR_NAME, None)
        for field in getattr(version, "_history_m2m_fields", ()):
            related = f"{get_m2m_reverse_field_name(field)}_id"
            self.initial[field.name] = list(getattr(version, field.name).values_list(related, flat=True))

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not isinstance(self.instance, Publication):  # whose own clean() sees to it
            for name in translated_fields(self._meta.model):
                ukrainian, english = f"{name}_uk", f"{name}_en"
                if cleaned.get(english) and ukrainian in cleaned and not cleaned[ukrainian]:
                    self.add_error(english, _("English cannot stand alone: fill in the Ukrainian text first."))
        return cleaned


class PublicationForm(BilingualForm):
    """Keeps addresses in small letters, so that there is one way to write them."""

    def clean_slug(self):
        return (self.cleaned_data["slug"] or "").lower() or None


class MoveForm(forms.Form):
    """What comes with a decision: the status that was on the page, and a comment."""

    seen = forms.ChoiceField(choices=Status.choices, required=False)
    note = forms.CharField(max_length=4000, required=False)


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


# Lists


def lacks_english(model) -> Q:
    """Rows of which readers of English miss some text that readers of Ukrainian have."""
    wanted = [
        Q(**{f"{name}_uk__gt": ""}) & (Q(**{f"{name}_en": ""}) | Q(**{f"{name}_en__isnull": True}))
        for name in translated_fields(model)
    ]
    return Q(*wanted, _connector=Q.OR)


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
            ("lacks_english", _("English is missing"), bool(translated_fields(model))),
        ]
        return [(name, label) for name, label, holds in offered if holds]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        if self.value() == "lacks_english":
            return queryset.filter(lacks_english(queryset.model))
        return getattr(queryset, self.value())()


@admin.display(description=_("languages"))
def languages(obj):
    """List column: whether English readers get everything that Ukrainian readers get."""
    return _("Ukrainian, English") if not missing_english(obj) else _("English is missing in part")


class SturdyList(admin.ModelAdmin):
    """Answers every query string: Django does not expect years beyond the calendar, nor PostgreSQL null characters."""

    def get_changelist_instance(self, request):
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise IncorrectLookupParameters
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error


# Admins

# Addresses typed without a scheme are taken for https, as Django 6 will do.
HTTPS_FIRST = {models.URLField: {"assume_scheme": "https"}}


class NonceMixin:
    """Lets the import map of the rich text editor pass the Content-Security-Policy."""

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)

    def render_history_view(self, request, template, context, **kwargs):
        if "media" in context:  # a finished string here
            signed = format_html('<script nonce="{}" type="importmap"', str(request.csp_nonce))
            media = str(context["media"]).replace('<script type="importmap"', signed)
            context["media"] = mark_safe(media)  # noqa: S308 – Django's own media, only signed
        return super().render_history_view(request, template, context, **kwargs)


class DeskAdmin(NonceMixin, SturdyList, SimpleHistoryAdmin):
    """Editing a row, with its history and the decisions that may be taken about it."""

    form = BilingualForm
    formfield_overrides = HTTPS_FIRST
    change_form_template = "admin/content_change_form.html"
    object_history_list_template = "admin/content_history_list.html"
    list_per_page = 50

    def decisions(self, request, obj) -> list["Decision"]:
        """The buttons of the change page; only for people who may change the row."""
        return []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None:
            context["missing_english"] = missing_english(obj)
            context["decisions"] = self.decisions(request, obj) if self.has_change_permission(request, obj) else []
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    # simple-history answers a strange id with an error, lets people who may only look put an old version back,
    # and cannot put back what was deleted.

    def history_view(self, request, object_id, extra_context=None):
        self._row_or_404(request, unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        row = self._row_or_404(request, unquote(object_id))
        if not version_id.isdecimal():
            raise Http404
        if request.method == "POST" and not self.has_change_permission(request, row):
            raise PermissionDenied
        with transaction.atomic():
            return super().history_form_view(request, str(row.pk), version_id, extra_context)

    def _row_or_404(self, request, object_id):
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    def _row_for_decision(self, request, object_id):
        row = self._row_or_404(request, unquote(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    def _url(self, name, *args):
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def _back_to(self, row):
        return redirect(self._url("change", row.pk))


class ContentAdmin(DeskAdmin, TranslationAdmin):
    """Editing a row that has words in both languages."""


@dataclass(frozen=True)
class Decision:
    """A button on the change page: a form that posts to ``url``, with a comment where ``note`` asks for one."""

    url: str
    label: str
    note: str = ""  # "", "optional" or "required"
    is_grave: bool = False


class ConfirmMixin:
    """A button and a bulk action for rows with ``confirm(by=…)``."""

    confirm_label = _("Confirm on behalf of the city")
    actions = ["confirm_selected"]

    def can_be_confirmed(self, obj) -> bool:
        return obj.is_unconfirmed

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.confirm_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_confirm"
        return [path("<path:object_id>/confirm/", view, name=name), *super().get_urls()]

    def decisions(self, request, obj):
        found = super().decisions(request, obj)
        if self.can_be_confirmed(obj):
            found.append(Decision(self._url("confirm", obj.pk), self.confirm_label))
        return found

    def confirm_view(self, request, object_id):
        row = self._row_for_decision(request, object_id)
        if self.can_be_confirmed(row):
            row.confirm(by=request.user)
            self.message_user(request, gettext("“%(title)s” is confirmed.") % {"title": row}, messages.SUCCESS)
        else:
            text = gettext("There is nothing to confirm about “%(title)s”.")
            self.message_user(request, text % {"title": row}, messages.WARNING)
        return self._back_to(row)

    @admin.action(description=_("Confirm"), permissions=["change"])
    def confirm_selected(self, request, queryset):
        rows = [row for row in queryset if self.can_be_confirmed(row)]
        for row in rows:
            row.confirm(by=request.user)
        text = ngettext("%(count)d row is confirmed.", "%(count)d rows are confirmed.", len(rows))
        self.message_user(request, text % {"count": len(rows)}, messages.SUCCESS if rows else messages.WARNING)


@dataclass(frozen=True)
class Verb:
    """A move that people make by a button: the status it leads to and what carries it out.

    ``act`` names a method of the publication or is a function that takes it; both take ``by`` and ``note``.
    """

    target: Status
    label: str
    act: str | Callable
    note: str = ""
    is_grave: bool = False

    def carry_out(self, publication, *, by, note):
        if callable(self.act):
            return self.act(publication, by=by, note=note)
        return getattr(publication, self.act)(by=by, note=note)


PUBLISH = Verb(Status.PUBLISHED, _("Publish"), "publish")
WITHDRAW = Verb(Status.WITHDRAWN, _("Withdraw from readers"), "withdraw", note="optional", is_grave=True)


class PublicationAdmin(FoldedSearch, ContentAdmin):
    """A publication: its status is only shown, and changes by buttons and bulk actions that call the verbs."""

    form = PublicationForm
    readonly_fields = ["status", "published_at", "created_at", "updated_at"]
    actions = ["publish_selected", "withdraw_selected"]
    verbs = [PUBLISH, WITHDRAW]
    is_reviewed = False

    def get_ordering(self, request):
        if self.ordering:
            return self.ordering
        columns = {field.name for field in self.opts.concrete_fields}
        return [f"sort_{get_language()}", "pk"] if "sort_uk" in columns else ["-updated_at", "pk"]

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_published else None

    def has_delete_permission(self, request, obj=None):
        """What readers see is withdrawn first, so that its address answers "gone" and the log says why."""
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.is_published)

    def save_model(self, request, obj, form, change):
        """Saves the row; another address for a page that readers know goes through ``rename``."""
        known = type(obj).objects.filter(pk=obj.pk, published_at__isnull=False).values_list("slug", flat=True).first()
        if change and known and obj.slug and obj.slug != known:
            obj.skip_history_when_saving = True  # the save below writes the version
            try:
                obj.rename(obj.slug)
            finally:
                del obj.skip_history_when_saving
        super().save_model(request, obj, form, change)

    # Decisions

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.move_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        return [path("<path:object_id>/move/<slug:target>/", view, name=name), *super().get_urls()]

    def decisions(self, request, obj):
        possible = [verb for verb in self.verbs if obj.can_move_to(verb.target)]
        return [
            Decision(self._url("move", obj.pk, verb.target), verb.label, verb.note, verb.is_grave) for verb in possible
        ] + super().decisions(request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None:
            context["transitions"] = Transition.objects.of(obj)
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def move_view(self, request, object_id, target):
        publication = self._row_for_decision(request, object_id)
        verb = next((verb for verb in self.verbs if verb.target == target), None)
        if verb is None:
            raise Http404
        form = MoveForm(request.POST)
        form.fields["note"].required = verb.note == "required"
        if form.is_valid():
            self._decide(request, publication, verb, **form.cleaned_data)
        elif verb.note == "required" and not request.POST.get("note", "").strip():
            self.message_user(request, gettext("Write a comment: the author has to know why."), messages.ERROR)
        else:
            problems = get_text_list([error for errors in form.errors.values() for error in errors], gettext("and"))
            self.message_user(request, problems, messages.ERROR)
        return self._back_to(publication)

    def _decide(self, request, publication, verb, *, seen, note):
        if seen:
            # The verb compares it with the row, and finds out if somebody was faster.
            publication.status = Status(seen)
        try:
            verb.carry_out(publication, by=request.user, note=note)
        except InvalidTransition as error:
            self.message_user(request, str(error), messages.ERROR)
            if note:
                text = gettext("Your comment, so that it is not lost: %(note)s") % {"note": note}
                self.message_user(request, text, messages.INFO)
        else:
            text = gettext("“%(title)s” is now in the state “%(status)s”.")
            status = publication.get_status_display()
            self.message_user(request, text % {"title": publication, "status": status}, messages.SUCCESS)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_selected(self, request, queryset):
        done = self._move_each(request, queryset, PUBLISH)
        text = ngettext("%(count)d row was published.", "%(count)d rows were published.", done)
        self._report(request, text, done)

    @admin.action(description=_("Withdraw from readers"), permissions=["change"])
    def withdraw_selected(self, request, queryset):
        done = self._move_each(request, queryset, WITHDRAW)
        text = ngettext("%(count)d row was withdrawn.", "%(count)d rows were withdrawn.", done)
        self._report(request, text, done)

    def _move_each(self, request, queryset, verb) -> int:
        """Carry out the verb on each row and give how many succeeded; each refusal becomes a message."""
        done = 0
        for publication in queryset:
            try:
                verb.carry_out(publication, by=request.user, note="")
            except InvalidTransition as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                done += 1
        return done

    def _report(self, request, text, done):
        if done:
            self.message_user(request, text % {"count": done}, messages.SUCCESS)


class BilingualInline(TranslationTabularInline):
    """Short parts of a row, one line each, both languages."""

    form = BilingualForm
    formfield_overrides = HTTPS_FIRST
    extra = 0


class BilingualStackedInline(TranslationStackedInline):
    """Longer parts of a row, both languages side by side."""

    form = BilingualForm
    formfield_overrides = HTTPS_FIRST
    extra = 0


class PlainInline(admin.TabularInline):
    """Parts of a row without words of their own."""

    formfield_overrides = HTTPS_FIRST
    extra = 0


# The records of this room: to be looked at, never to be rewritten.


class RecordAdmin(SturdyList):
    """Shown to those with the permission to view; nobody adds, changes or deletes."""

    def has_add_permission(self, request, *args):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RecordOfPublicationAdmin(RecordAdmin):
    """Records that belong to a publication of any kind."""

    list_select_related = ["content_type"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("publication")

    @admin.display(description=_("publication"))
    def publication_title(self, record):
        return str(record.publication or f"№ {record.object_id}")

    @admin.display(description=_("kind"), ordering="content_type")
    def kind(self, record):
        model = record.content_type.model_class()
        return capfirst(model._meta.verbose_name) if model else record.content_type.model


@admin.register(Transition)
class TransitionAdmin(RecordOfPublicationAdmin):
    list_display = ["at", "kind", "publication_title", "source", "target", "by", "note"]
    list_filter = ["target"]
    list_select_related = ["content_type", "by"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fields = ["at", "kind", "publication_title", "source", "target", "by", "note"]


@admin.register(OldSlug)
class OldSlugAdmin(RecordOfPublicationAdmin):
    list_display = ["slug", "kind", "publication_title"]
    ordering = ["slug", "pk"]
    fields = ["slug", "kind", "publication_title"]
