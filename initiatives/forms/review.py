"""What reviewers type: comments at fields, an answer as a whole, a decision."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.models import AnswerTemplate, FieldComment, Initiative
from initiatives.versions import FIELDS
from portal.forms import FilterForm, LongTextField


class QueueFilterForm(FilterForm):
    """Whose work the queue shows."""

    who = forms.ChoiceField(
        label=_("Reviewer"),
        required=False,
        choices=[("", _("everybody’s and nobody’s")), ("mine", _("mine")), ("nobody", _("nobody’s yet"))],
    )

    def narrow(self, initiatives, user):
        match self.values.get("who"):
            case "mine":
                return initiatives.reviewed_by(user)
            case "nobody":
                return initiatives.without_reviewer()
        return initiatives


class SeenForm(forms.Form):
    """The version of the initiative from which somebody decides."""

    version = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)


class ReviewForm(SeenForm):
    """All that a reviewer may type on the page; the drafts of it are kept on the server."""

    Decision = AnswerTemplate.Purpose

    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    template = forms.ModelChoiceField(
        AnswerTemplate.objects.all(),
        label=_("Template"),
        required=False,
        empty_label=pgettext_lazy("template", "Choose"),
        help_text=_("“Insert” adds its words to your answer; change them there."),
    )
    note = LongTextField(
        label=_("Answer to the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Goes into the letter and the log. Asking for changes needs it or a comment at a field."),
    )

    def __init__(self, *args, initiative: Initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.initiative = initiative
        drafts = {draft.field: draft.text for draft in initiative.field_comments.drafts()}
        self.initial.setdefault("note", drafts.get(FieldComment.ANSWER, ""))
        self.fields["decision"].choices = self._decisions()
        self.fields["template"].label_from_instance = lambda row: f"{row.get_purpose_display()}: {row.name}"
        for name in FIELDS:
            self.fields[f"comment_{name}"] = LongTextField(
                label=_("Comment on: %(field)s") % {"field": Initiative.label_of(name)},
                required=False,
                max_length=1000,
                initial=drafts.get(name, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def _decisions(self):
        yield self.Decision.CHANGES, _("Ask for changes")
        if not self.initiative.replaces_id:
            yield self.Decision.PUBLISH, _("Publish")
        elif not self.initiative.base_has_changed:
            yield self.Decision.PUBLISH, _("Accept into the published version")
        yield self.Decision.DECLINE, _("Decline")

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by the name of the field; the answer as a whole under its own."""
        comments = {name: self.cleaned_data.get(f"comment_{name}", "") for name in FIELDS}
        return comments | {FieldComment.ANSWER: self.cleaned_data.get("note", "")}

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Label and text of all that was typed, for somebody who may not save it any more."""
        named = [
            (self[name].label, self[name].value()) for name in self.fields if name.startswith(("note", "comment_"))
        ]
        return [(label, text) for label, text in named if text]

    def save(self, *, by):
        """Keep what was typed as drafts that only staff see."""
        FieldComment.objects.keep_drafts(self.initiative, self.texts, by=by)


class DraftForm(ReviewForm):
    """Keeps what was typed until the decision, which need not be made yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].required = False


class InsertForm(DraftForm):
    """Adds the words of a template to the answer, in the language of who gets it."""

    def clean(self):
        super().clean()
        template = self.cleaned_data.get("template")
        if template is None:
            self.add_error("template", ValidationError(_("Choose a template first."), code="required"))
        elif "note" in self.cleaned_data:
            self._add(template.text_for(self.initiative.answer_language))
        return self.cleaned_data

    def _add(self, words):
        note = "\n\n".join(text for text in (self.cleaned_data["note"], words) if text)
        if len(note) > self.fields["note"].max_length:
            self.add_error("note", ValidationError(_("With the template the answer is too long."), code="max_length"))
        else:
            self.cleaned_data["note"] = note


class DecisionForm(ReviewForm):
    """Ends the review."""

    def clean(self):
        super().clean()
        decision, texts = self.cleaned_data.get("decision"), self.texts
        if self.has_error("note"):
            return self.cleaned_data
        if decision == self.Decision.DECLINE and not texts[FieldComment.ANSWER]:
            self.add_error("note", ValidationError(_("Write a comment: the author has to know why."), code="required"))
        if decision == self.Decision.CHANGES and not any(texts.values()):
            problem = _("Say what to change, here or at a field: the author has to know.")
            self.add_error("note", ValidationError(problem, code="required"))
        return self.cleaned_data
