from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from modeltranslation.admin import TranslationAdmin

from portal.newsletter import emails, sending
from portal.newsletter.assembling import gather, subjects
from portal.newsletter.models import Digest, DigestItem, Subscriber
from portal.newsletter.reading import readable_entries
from portal.publishing.admin import BilingualForm, Decision, DeskAdmin, PatternSearch, PlainInline, ReadOnlyAdmin
from portal.publishing.parity import missing_english
from portal.publishing.workflow import InvalidTransition

# A letter brings its style along, which pages of ours never do; on its own page nothing at all can run.
LETTER_POLICY = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "sandbox": True}


@admin.register(Subscriber)
class SubscriberAdmin(PatternSearch, ReadOnlyAdmin):
    """Who reads the newsletter. Nobody is put on the list here; whoever is deleted is erased as by their own button."""

    list_display = ["email", "language", "given_at"]
    list_filter = [
        "language",
        ("cities", admin.RelatedOnlyFieldListFilter),
        ("areas", admin.RelatedOnlyFieldListFilter),
        "given_at",
    ]
    search_fields = ["email"]
    search_help_text = _("A part of the address.")
    ordering = ["email", "pk"]
    fields = ["email", "language", "cities", "areas", "given_at", "text_version"]

    def delete_model(self, request, obj):
        Subscriber.objects.filter(pk=obj.pk).erase()

    def delete_queryset(self, request, queryset):
        queryset.erase()


class ItemInline(PlainInline):
    """What was published in the month: left out by the tick, put in order by the number."""

    model = DigestItem
    fields = ["is_chosen", "position", "title", "remarks"]
    readonly_fields = ["title", "remarks"]
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("content_type", "publication")

    @admin.display(description=_("title"))
    def title(self, item):
        if item.publication is None:
            return gettext("deleted")
        if not item.publication.is_published:
            return str(item.publication)
        return format_html('<a href="{}">{}</a>', item.publication.get_absolute_url(), item.publication)

    @admin.display(description=_("remarks"))
    def remarks(self, item):
        """What somebody should know before it goes out."""
        row = item.publication
        if row is None or not row.is_published:
            return gettext("readers do not see it, so the letter leaves it out")
        if getattr(row, "is_cancelled", False) or getattr(row, "is_over", False):
            return gettext("cancelled or over, so the letter leaves it out")
        if missing_english(row):
            return gettext("English is missing in part; readers of English are told so")
        return ""


class NewDigestForm(forms.ModelForm):
    """The month alone; what stands in the letter is gathered from it."""

    class Meta:
        model = Digest
        fields = ["month"]

    def clean_month(self):
        return self.cleaned_data["month"].replace(day=1)


@admin.register(Digest)
class DigestAdmin(DeskAdmin, TranslationAdmin):
    """An issue of the newsletter: gathered by the portal, put in order and introduced by editors, sent once."""

    form = BilingualForm
    list_display = ["month_name", "subject_uk", "state", "chosen", "sent_at", "letters", "passed_over"]
    list_display_links = ["month_name"]
    list_filter = ["state"]
    ordering = ["-month"]
    inlines = [ItemInline]
    fieldsets = [
        (
            None,
            {
                "fields": [("subject_uk", "subject_en"), ("intro_uk", "intro_en"), "previews"],
                "description": _(
                    "Every reader gets the items of the cities and areas they chose, and those that belong to no city. "
                    "Whoever is touched by none of them gets no letter."
                ),
            },
        ),
        (_("Sending"), {"fields": ["state", ("sending_since", "sent_at"), "sent_by", ("letters", "passed_over")]}),
    ]
    readonly_fields = ["previews", "state", "sending_since", "sent_at", "sent_by", "letters", "passed_over"]

    # Pages

    def get_queryset(self, request):
        return super().get_queryset(request).with_chosen_items()

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change=change, **kwargs | ({} if obj else {"form": NewDigestForm}))

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": ["month"]})]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_readonly_fields(self, request, obj=None):
        words = [] if obj is None or obj.is_draft else ["subject_uk", "subject_en", "intro_uk", "intro_en"]
        return [*self.readonly_fields, *words] if obj else []

    def has_delete_permission(self, request, obj=None):
        """What was sent stays on record."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def get_actions(self, request):
        return {}

    def save_model(self, request, obj, form, change):
        if not change:
            for name, text in subjects(obj.month).items():
                setattr(obj, name, text)
        super().save_model(request, obj, form, change)
        if not change:
            gather(obj)

    @admin.display(description=_("month"), ordering="month")
    def month_name(self, digest):
        return str(digest)

    @admin.display(description=_("items"))
    def chosen(self, digest):
        return digest.chosen_items

    @admin.display(description=_("preview"))
    def previews(self, digest):
        links = [(self._url("preview", digest.pk, code), code, name) for code, name in settings.LANGUAGES]
        return format_html_join(" · ", '<a href="{}" lang="{}">{}</a>', links)

    # Decisions

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        decisions = {
            "gather": self.gather_view,
            "test": self.test_view,
            "send": self.send_view,
            "go_on": self.go_on_view,
        }
        preview = self.admin_site.admin_view(csp(LETTER_POLICY)(require_safe(self.preview_view)))
        return [
            *(
                path(
                    f"<path:object_id>/{verb.replace('_', '-')}/",
                    self.admin_site.admin_view(require_POST(view)),
                    name=f"{name}_{verb}",
                )
                for verb, view in decisions.items()
            ),
            path("<path:object_id>/preview/<slug:language>/", preview, name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def decisions(self, request, obj):
        if obj.is_draft:
            return [
                Decision(self._url("gather", obj.pk), _("Gather what was published since")),
                Decision(self._url("test", obj.pk), _("Send both languages to myself")),
                Decision(self._url("send", obj.pk), _("Send to the readers…"), is_grave=True),
            ]
        if obj.is_being_sent:
            return [Decision(self._url("go_on", obj.pk), _("Go on with the sending"))]
        return []

    def preview_view(self, request, object_id, language):
        digest = self._row_or_404(request, object_id)
        if not self.has_view_permission(request, digest) or language not in dict(settings.LANGUAGES):
            raise Http404
        return HttpResponse(emails.digest_page(digest, readable_entries(digest), language))

    def gather_view(self, request, object_id):
        digest = self._row_for_decision(request, object_id)
        added = gather(digest) if digest.is_draft else 0
        text = ngettext("%(count)d item is new.", "%(count)d items are new.", added)
        self.message_user(request, text % {"count": added}, messages.SUCCESS)
        return self._back_to(digest)

    def test_view(self, request, object_id):
        digest = self._row_for_decision(request, object_id)
        entries = readable_entries(digest)
        with transaction.atomic():
            for language, _name in settings.LANGUAGES:
                nobody = Subscriber(email=request.user.email, language=language)
                emails.newsletter_digest(digest, entries, nobody, is_test=True)
        text = gettext("Two letters are on their way to %(email)s.")
        self.message_user(request, text % {"email": request.user.email}, messages.SUCCESS)
        return self._back_to(digest)

    def send_view(self, request, object_id):
        digest = self._row_for_decision(request, object_id)
        if digest.is_draft and "confirmed" not in request.POST:
            return self._ask_again(request, digest)
        try:
            sending.send(digest, by=request.user)
        except InvalidTransition as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(
                request, gettext("The letters are being written and go out one by one."), messages.SUCCESS
            )
        return self._back_to(digest)

    def _ask_again(self, request, digest):
        readers = sending.readers(digest)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Send the newsletter?"),
            "digest": digest,
            "items": len(readable_entries(digest)),
            "readers": [(name, readers[code]) for code, name in settings.LANGUAGES],
            "back_url": self._url("change", digest.pk),
            "missing_english": missing_english(digest),
        }
        return render(request, "admin/newsletter/confirm_send.html", context)

    def go_on_view(self, request, object_id):
        digest = self._row_for_decision(request, object_id)
        sending.go_on(digest)
        self.message_user(request, gettext("The sending goes on where it stopped."), messages.SUCCESS)
        return self._back_to(digest)
