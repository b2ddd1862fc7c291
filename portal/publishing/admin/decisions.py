"""Buttons of the change page: confirming, and moving a publication from state to state."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.http import Http404
from django.urls import path
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.publishing.admin.editing import Decision
from portal.publishing.admin.forms import MoveForm
from portal.publishing.behind import behind, confirm_english
from portal.publishing.models import Status, Transition
from portal.publishing.workflow import InvalidTransition


class EnglishFitsMixin:
    """A button for rows whose Ukrainian has changed in a way that asks for no other English."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.english_fits_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_english_fits"
        return [path("<path:object_id>/english-fits/", view, name=name), *super().get_urls()]

    def decisions(self, request, obj):
        found = super().decisions(request, obj)
        if behind(obj):
            found.append(Decision(self._url("english_fits", obj.pk), gettext("The English still fits")))
        return found

    def english_fits_view(self, request, object_id):
        row = self._row_for_decision(request, object_id)
        confirm_english(row)
        text = gettext("The English of “%(title)s” is taken to say what the Ukrainian says now.")
        self.message_user(request, text % {"title": row}, messages.SUCCESS)
        return self._back_to(row)


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


class MovesMixin:
    """Buttons that move a row from state to state, with the review log beside them; put it before the admin."""

    verbs: list[Verb] = []

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
        verb = self._verb_to(target)
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

    def _verb_to(self, target):
        return next((verb for verb in self.verbs if verb.target == target), None)

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
