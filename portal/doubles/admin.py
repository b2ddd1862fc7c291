from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.doubles.finding import doubles_of
from portal.doubles.forms import ANOTHER, AskedForDoublesForm, MergeForm
from portal.doubles.merging import CannotMerge, differences, merge, pointing, refuse, seen
from portal.doubles.models import Pair
from portal.doubles.sources import sources
from portal.publishing.admin import RecordAdmin


class DoublesMixin:
    """Shows what is probably the same thing while a row is entered or changed, and makes one row of two."""

    form = AskedForDoublesForm

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("<int:stays>/merge/<int:double>/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            found = context["adminform"].form.doubles
            context["another"] = {"name": ANOTHER, "value": ",".join(str(likely.row.pk) for likely in found)}
        else:
            found = doubles_of(obj) if obj is not None else []
        may_merge = change and self.has_merge_permission(request)
        context["doubles"] = [
            {
                "row": likely.row,
                "url": self._url("change", likely.row.pk),
                "merge_url": self._url("merge", obj.pk, likely.row.pk) if may_merge else "",
            }
            for likely in found
        ]
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            Pair.objects.tell_apart(form.instance, form.told_apart, by=request.user)

    def has_merge_permission(self, request):
        """Who may make one row of two: those who may change and delete rows."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description=_("Merge two rows …"), permissions=["merge"])
    def merge_selected(self, request, queryset):
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) == 2:
            return redirect(self._url("merge", *keys))
        self.message_user(request, gettext("Choose two rows, neither more nor fewer."), messages.ERROR)
        return None

    def merge_view(self, request, stays, double):
        if not self.has_merge_permission(request):
            raise PermissionDenied
        stays, double = self._row_or_404(request, str(stays)), self._row_or_404(request, str(double))
        found = differences(stays, double)
        form = MergeForm(request.POST or None, differences=found, initial={"seen": seen(stays, double)})
        refusal = ""
        try:
            refuse(stays, double)
            if request.method == "POST" and form.is_valid():
                return self._merge(request, stays, double, form.cleaned_data)
        except CannotMerge as error:
            refusal = str(error)
        except ValidationError as error:
            form.add_error(None, error.messages)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Make one row of two"),
            "stays": stays,
            "double": double,
            "stays_url": self._url("change", stays.pk),
            "double_url": self._url("change", double.pk),
            "swap_url": self._url("merge", double.pk, stays.pk),
            "differences": found,
            "taken": form["take"].value() or [],
            "pointing": pointing(stays, double),
            "form": form,
            "seen": seen(stays, double),
            "refusal": refusal,
        }
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/doubles/merge.html", context, status=status)

    def _merge(self, request, stays, double, decision):
        title = str(double)
        gave_way = merge(
            stays,
            double,
            by=request.user,
            reason=decision["reason"],
            take=decision["take"],
            seen_before=decision["seen"],
        )
        text = gettext("“%(double)s” is now one with “%(stays)s”.") % {"double": title, "stays": stays}
        self.message_user(request, text, messages.SUCCESS)
        if gave_way:
            rows = ", ".join(f"{label} – {number}" for label, number in sorted(gave_way.items()))
            text = gettext("Where both had the same, that of the one that stays was kept: %(rows)s.") % {"rows": rows}
            self.message_user(request, text, messages.INFO)
        return self._back_to(stays)


class VerdictFilter(admin.SimpleListFilter):
    """Without a choice the list shows what is to be decided."""

    title = _("decision")
    parameter_name = "verdict"

    def lookups(self, request, model_admin):
        return [(Pair.Verdict.APART, Pair.Verdict.APART.label), (Pair.Verdict.MERGED, Pair.Verdict.MERGED.label)]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": Pair.Verdict.OPEN.label}, *others]

    def queryset(self, request, queryset):
        if self.value() in (Pair.Verdict.APART, Pair.Verdict.MERGED):
            return queryset.filter(verdict=self.value())
        return queryset.open()


class KindFilter(admin.SimpleListFilter):
    """Pairs of one model."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [
            (source.model._meta.model_name, capfirst(source.model._meta.verbose_name_plural)) for source in sources()
        ]

    def queryset(self, request, queryset):
        model = next((source.model for source in sources() if source.model._meta.model_name == self.value()), None)
        return queryset.of_model(model) if model else queryset


@admin.register(Pair)
class PairAdmin(RecordAdmin):
    """What probably stands twice, the likeliest first; where it is not so, that is remembered."""

    list_display = ["kind", "one", "other", "likeness", "compare", "verdict", "by", "at"]
    list_display_links = None
    list_filter = [VerdictFilter, KindFilter]
    list_select_related = ["content_type", "by"]
    list_per_page = 50
    actions = ["tell_apart"]
    fields = ["kind", "one", "other", "likeness", "compare", "verdict", "by", "at", "reason", "double_title"]
    readonly_fields = ["kind", "one", "other", "likeness", "compare"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("first", "second")

    def has_decide_permission(self, request):
        """Who may say that two rows are not the same; nobody changes pairs otherwise."""
        return request.user.has_perm("doubles.change_pair")

    @admin.display(description=_("kind"), ordering="content_type")
    def kind(self, pair):
        return capfirst(pair.content_type.model_class()._meta.verbose_name)

    @admin.display(description=_("one"))
    def one(self, pair):
        return self._link(pair.first, pair.first_id, pair)

    @admin.display(description=pgettext_lazy("row", "other"))
    def other(self, pair):
        return self._link(pair.second, pair.second_id, pair)

    @admin.display(description=_("likeness"), ordering="score")
    def likeness(self, pair):
        return f"{min(pair.score, 100):.0f} %" if pair.score else "–"

    @admin.display(description=_("compare"))
    def compare(self, pair):
        if not (pair.is_open and pair.first and pair.second):
            return "–"
        address = self._url(pair, "merge", pair.first_id, pair.second_id)
        return format_html('<a href="{}">{}</a>', address, gettext("compare and merge"))

    def _link(self, row, pk, pair):
        if row is None:
            return pair.double_title or f"№ {pk}"
        return format_html('<a href="{}">{}</a>', self._url(pair, "change", pk), row)

    def _url(self, pair, page, *args):
        kind = pair.content_type
        return reverse(f"{self.admin_site.name}:{kind.app_label}_{kind.model}_{page}", args=args)

    @admin.action(description=_("These are not the same"), permissions=["decide"])
    def tell_apart(self, request, queryset):
        pairs = [pair for pair in queryset.open() if pair.first and pair.second]
        for pair in pairs:
            Pair.objects.tell_apart(pair.first, [pair.second], by=request.user)
        text = ngettext("%(count)d pair is told apart.", "%(count)d pairs are told apart.", len(pairs))
        self.message_user(request, text % {"count": len(pairs)}, messages.SUCCESS if pairs else messages.WARNING)
