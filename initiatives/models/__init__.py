from initiatives.models.initiative import Initiative
from initiatives.models.parts import (
    Consent,
    Contact,
    Exchange,
    InitiativeDocument,
    InitiativeLink,
    InitiativePartner,
    InitiativePhoto,
    Resource,
    Result,
    TransferNeed,
)
from initiatives.models.references import Area, AssociationTask, Sdg, TargetGroup, Theme
from initiatives.models.review import ANSWER_WITHIN_WORKING_DAYS, answer_due
from initiatives.models.writing import (
    AnswerTemplate,
    FieldComment,
    GuestProposal,
    ReviewedText,
    SavedStep,
    Step,
    Writer,
)

__all__ = [
    "ANSWER_WITHIN_WORKING_DAYS",
    "AnswerTemplate",
    "Area",
    "AssociationTask",
    "Consent",
    "Contact",
    "Exchange",
    "FieldComment",
    "GuestProposal",
    "Initiative",
    "InitiativeDocument",
    "InitiativeLink",
    "InitiativePartner",
    "InitiativePhoto",
    "Resource",
    "Result",
    "ReviewedText",
    "SavedStep",
    "Sdg",
    "Step",
    "TargetGroup",
    "Theme",
    "TransferNeed",
    "Writer",
    "answer_due",
]
