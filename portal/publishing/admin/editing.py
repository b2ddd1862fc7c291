"""The change page: a row in both languages, its parts, its history, and the decisions that may be taken about it."""

import json
from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import Script
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from js_asset import Media
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline, TranslationTabularInline
from simple_history.admin import SimpleHistoryAdmin
from simple_history.manager import SIMPLE_HISTORY_REVERSE_ATTR_NAME

from portal.languages import romanisation
from portal.publishing.admin.forms import BilingualForm
from portal.publishing.admin.sturdy import SturdyAdmin
from portal.publishing.admin.versions import ChangesInWords
from portal.publishing.behind import behind, can_be_behind
from portal.publishing.parity import missing_english

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


@dataclass(frozen=True)
class Decision:
    """A button on the change page: a form that posts to ``url``, with a comment where ``note`` asks for one."""

    url: str
    label: str
    note: str = ""  # "", "optional" or "required"
    is_grave: bool = False


class DecidingAdmin(NonceMixin, SturdyAdmin):
    """A row with the decisions that may be taken about it."""

    change_form_template = "admin/content_change_form.html"
    list_per_page = 50

    def decisions(self, request, obj) -> list[Decision]:
        """The buttons of the change page; only for people who may change the row."""
        return []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None:
            context["missing_english"] = missing_english(obj)
            context["decisions"] = self.decisions(request, obj) if self.has_change_permission(request, obj) else []
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

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


class DeskAdmin(DecidingAdmin, SimpleHistoryAdmin):
    """Editing a row, with its history and the decisions that may be taken about it."""

    form = BilingualForm
    formfield_overrides = HTTPS_FIRST
    object_history_list_template = "admin/content_history_list.html"
    object_history_form_template = "admin/content_history_form.html"

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
        version = row.history.filter(pk=version_id).first()
        if version is None:
            raise Http404
        delta = version.diff_against(row.history.latest(), foreign_keys_are_objs=True)
        changes = ChangesInWords(self.model, version).context_for_delta_changes(delta)
        context = {"changes": changes, "version": version, **(extra_context or {})}
        with transaction.atomic():
            return super().history_form_view(request, str(row.pk), version_id, context)

    def get_historical_record_context_helper(self, request, historical_record):
        return ChangesInWords(self.model, historical_record)

    def save_model(self, request, obj, form, change):
        if version := getattr(obj, SIMPLE_HISTORY_REVERSE_ATTR_NAME, None):
            when = date_format(timezone.localtime(version.history_date), "SHORT_DATETIME_FORMAT")
            vars(obj)["_change_reason"] = gettext("The version of %(when)s was put back.") % {"when": when}
        super().save_model(request, obj, form, change)


class ContentAdmin(DeskAdmin, TranslationAdmin):
    """Editing a row that has words in both languages; ``checkboxes`` are its short lists, all on the page at once."""

    checkboxes: list[str] = []

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.checkboxes:
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @property
    def media(self):
        words = {
            "data-copy": gettext("Copy the Ukrainian"),
            "data-spell": gettext("In Latin letters"),
            "data-table": json.dumps(romanisation()),
        }
        names = Script("js/names.js", defer=True, **words)
        return super().media + Media(js=[names])

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if change and obj is not None and can_be_behind(self.model) and not form.is_bound:
            for name, changed in behind(obj).items():
                if field := form.fields.get(f"{name}_en"):
                    hint = render_to_string("admin/_behind.html", {"change": changed})
                    field.help_text = format_html("{}{}", field.help_text, hint)
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)


# Parts of a row


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
