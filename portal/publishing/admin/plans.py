"""Planned moves: a button of the change page that the portal presses when the moment has come."""

import logging

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.publishing.models import Status
from portal.publishing.planning import Plan
from portal.publishing.workflow import InvalidTransition

logger = logging.getLogger(__name__)


class PlanForm(forms.Form):
    """When a publication is to be published and withdrawn, in Kyiv time; empty for never. What it asks of both:

    a moment to come, withdrawal after publication, and everything that publishing asks, tried out now.
    """

    publish_at = forms.SplitDateTimeField(label=_("Publish at"), widget=AdminSplitDateTime, required=False)
    withdraw_at = forms.SplitDateTimeField(label=_("Withdraw at"), widget=AdminSplitDateTime, required=False)
    targets = {"publish_at": Status.PUBLISHED, "withdraw_at": Status.WITHDRAWN}

    def __init__(self, *args, publication, verbs, by, **kwargs):
        self.publication, self.verbs, self.by = publication, verbs, by
        self.plans = {plan.target: plan for plan in publication.plans.all()}
        known = {name: self.plans[target].at for name, target in self.targets.items() if target in self.plans}
        super().__init__(*args, initial=known, **kwargs)

    def clean_publish_at(self):
        moment = self._to_come("publish_at")
        if moment:
            if self.publication.is_published:
                raise forms.ValidationError(_("It is published already."))
            if refusal := self._refusal():
                raise forms.ValidationError(refusal)
        return moment

    def clean_withdraw_at(self):
        return self._to_come("withdraw_at")

    def clean(self):
        publish_at, withdraw_at = self.cleaned_data.get("publish_at"), self.cleaned_data.get("withdraw_at")
        if withdraw_at and publish_at and withdraw_at <= publish_at:
            self.add_error("withdraw_at", _("It would be withdrawn before it is published."))
        elif withdraw_at and not (publish_at or self.publication.is_published or "publish_at" in self.errors):
            self.add_error("withdraw_at", _("Only what is published, or will be by then, can be withdrawn."))

    def _to_come(self, name):
        moment = self.cleaned_data[name]
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("This moment has passed; choose one to come."))
        return moment

    def _refusal(self):
        """Why it could not be published now, "" where it could. Neither move nor letter stays."""
        fresh = type(self.publication).objects.get(pk=self.publication.pk)
        try:
            with transaction.atomic():
                self.verbs[Status.PUBLISHED].carry_out(fresh, by=self.by, note="")
                transaction.set_rollback(True)
        except InvalidTransition as error:
            return str(error)
        return ""

    @transaction.atomic
    def save(self):
        """Keep the plans; each is in the name of whoever set its moment last."""
        for name, target in self.targets.items():
            moment, plan = self.cleaned_data[name], self.plans.get(target)
            if moment is None:
                self.publication.plans.to(target).delete()
            elif plan is None or plan.refused_at or plan.at != moment:
                values = {"at": moment, "by": self.by, "refused_at": None, "refusal": ""}
                self.publication.plans.update_or_create(target=target, defaults=values)


class PlansMixin:
    """Says what is planned for a publication, and offers to plan and to cancel; put it before the moves."""

    def get_urls(self):
        views = {
            "<path:object_id>/plan/": (require_http_methods(["GET", "HEAD", "POST"])(self.plan_view), "plan"),
            "<path:object_id>/plan/<slug:target>/cancel/": (require_POST(self.cancel_plan_view), "cancel_plan"),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")
            for route, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and self.has_change_permission(request, obj):
            plans = obj.plans.select_related("by").order_by("at")
            context["plans"] = [(plan, self._url("cancel_plan", obj.pk, plan.target)) for plan in plans]
            if obj.is_published or obj.can_move_to(Status.PUBLISHED):
                context["plan_url"] = self._url("plan", obj.pk)
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def plan_view(self, request, object_id):
        row = self._row_for_decision(request, object_id)
        verbs = {verb.target: verb for verb in self.verbs}
        form = PlanForm(request.POST or None, publication=row, verbs=verbs, by=request.user)
        if request.method == "POST" and form.is_valid():
            form.save()
            planned = "; ".join(str(plan) for plan in row.plans.open()) or gettext("nothing")
            self.log_change(request, row, gettext("Planned: %(plans)s.") % {"plans": planned})
            text = gettext("Planned for “%(title)s”: %(plans)s.")
            self.message_user(request, text % {"title": row, "plans": planned}, messages.SUCCESS)
            return self._back_to(row)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Plan publication and withdrawal"),
            "subtitle": str(row),
            "opts": self.opts,
            "original": row,
            "form": form,
            "media": self.media + form.media,
        }
        return render(request, "admin/plan.html", context, status=422 if form.errors else 200)

    def cancel_plan_view(self, request, object_id, target):
        row = self._row_for_decision(request, object_id)
        if target not in Plan.TARGETS:
            raise Http404
        deleted, _rows = row.plans.to(target).delete()
        if deleted:
            text = gettext("Cancelled the plan: %(plan)s.")
            self.log_change(request, row, text % {"plan": Plan.TARGETS[Status(target)]})
        self.message_user(request, gettext("The plan is cancelled."), messages.SUCCESS)
        return self._back_to(row)


def carry_out_due() -> tuple[int, int]:
    """Carry out each plan whose moment has come; gives how many succeeded and how many were refused.

    Each stands in a transaction of its own and is tried once: what is refused says why and waits for people.
    """
    outcomes = [_carry_out(pk) for pk in list(Plan.objects.due().values_list("pk", flat=True))]
    return outcomes.count(True), outcomes.count(False)


def _carry_out(pk):
    """Whether the plan succeeded; None where somebody was faster."""
    try:
        with transaction.atomic():
            plan = Plan.objects.due().select_for_update().filter(pk=pk).first()
            if plan is None:
                return None
            with translation.override(plan.by.language if plan.by else settings.LANGUAGE_CODE):
                _press_button(plan)
    except OperationalError:  # the database is away; the plan stays due
        raise
    except InvalidTransition as error:
        refusal = str(error)
    except Exception:  # one plan that fails must not hold up those behind it for ever
        logger.exception("Plan %s failed", pk)
        refusal = gettext("The portal met an error of its own. Whoever runs it finds it in the log.")
    else:
        return True
    Plan.objects.open().filter(pk=pk).update(refused_at=timezone.now(), refusal=refusal)
    return False


def _press_button(plan):
    publication, request = plan.publication, HttpRequest()
    request.user = plan.by
    model_admin = admin.site.get_model_admin(type(publication))
    if not (plan.by and plan.by.is_active and model_admin.has_change_permission(request, publication)):
        raise InvalidTransition(gettext("Who planned this may no longer decide about it."))
    verb = next(verb for verb in model_admin.verbs if verb.target == plan.target)
    verb.carry_out(publication, by=plan.by, note="")
    text = gettext("Done as planned: %(plan)s.") % {"plan": Plan.TARGETS[verb.target]}
    model_admin.log_change(request, publication, text)
