"""Lists of this room as spreadsheets."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from initiatives.models import Area, AssociationTask, Initiative, Sdg, TargetGroup, Theme
from portal.exchange.tables import Table
from portal.publishing.models import Status


class InitiativeTable(Table):
    """What staff write themselves; what cities write and reviewers decide about is only shown."""

    class Meta:
        model = Initiative
        fields = (
            *("id", "slug", "status", "title_uk", "title_en", "city", "partner_cities", "summary_uk", "summary_en"),
            *("stage", "start", "end", "organisation", "areas", "themes", "sdgs", "tasks", "target_groups"),
            *("education_kind", "delivery", "learning_language"),
            *("problem_uk", "problem_en", "objectives_uk", "objectives_en", "activities_uk", "activities_en"),
            *("evaluation_uk", "evaluation_en", "innovation_uk", "innovation_en", "lessons_uk", "lessons_en"),
            *("transfer_uk", "transfer_en", "works_without_power", "works_without_internet", "works_in_shelter"),
            *("resilience_note_uk", "resilience_note_en", "accessibility"),
            *("accessibility_note_uk", "accessibility_note_en"),
            *("location_precision", "place_uk", "place_en", "latitude", "longitude"),
            *("origin", "published_at", "updated_at"),
        )

    def refuse(self, instance):
        super().refuse(instance)
        if instance._state.adding:
            return
        is_written_by_others = instance.is_with_author and not (instance.author and instance.author.is_staff)
        is_reviewed = instance.status not in (Status.DRAFT, *Status.ONCE_PUBLIC)
        if instance.replaces_id or is_written_by_others or is_reviewed:
            raise ValidationError(
                _("Its city is writing this, or somebody reviews it: a table does not touch it. Take its line out.")
            )

    def before_save_instance(self, instance, row, user=None, **kwargs):
        super().before_save_instance(instance, row, **kwargs)
        if instance._state.adding:
            instance.author = user


class ReferenceTable(Table):
    class Meta:
        fields = (
            *("id", "slug", "number", "edition", "name_uk", "name_en", "description_uk", "description_en"),
            "retired_on",
        )


class TaskTable(ReferenceTable):
    class Meta:
        model = AssociationTask


class SdgTable(ReferenceTable):
    class Meta:
        model = Sdg


class TargetGroupTable(ReferenceTable):
    class Meta:
        model = TargetGroup


class ThemeTable(ReferenceTable):
    class Meta:
        model = Theme


class AreaTable(ReferenceTable):
    class Meta:
        model = Area
        fields = (*ReferenceTable._meta.fields, "group", "goal_uk", "goal_en")
