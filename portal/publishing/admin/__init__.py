"""What the admins of all rooms share: both languages side by side, search, history, decisions about a publication."""

from portal.publishing.admin.decisions import WITHDRAW, ConfirmMixin, Decision, MovesMixin, Verb
from portal.publishing.admin.editing import (
    BilingualInline,
    BilingualStackedInline,
    ContentAdmin,
    DecidingAdmin,
    DeskAdmin,
    PlainInline,
)
from portal.publishing.admin.forms import BilingualForm, PublicationForm
from portal.publishing.admin.lists import AttentionFilter, FoldedSearch, PatternSearch, languages
from portal.publishing.admin.publications import ORIGIN_FIELDSET, SOURCE_FIELDSET, STATE_FIELDSET, PublicationAdmin
from portal.publishing.admin.records import ReadOnlyAdmin, RecordAdmin
from portal.publishing.admin.sturdy import SturdyAdmin

__all__ = [
    "ORIGIN_FIELDSET",
    "SOURCE_FIELDSET",
    "STATE_FIELDSET",
    "WITHDRAW",
    "AttentionFilter",
    "BilingualForm",
    "BilingualInline",
    "BilingualStackedInline",
    "ConfirmMixin",
    "ContentAdmin",
    "DecidingAdmin",
    "Decision",
    "DeskAdmin",
    "FoldedSearch",
    "MovesMixin",
    "PatternSearch",
    "PlainInline",
    "PublicationAdmin",
    "PublicationForm",
    "ReadOnlyAdmin",
    "RecordAdmin",
    "SturdyAdmin",
    "Verb",
    "languages",
]
