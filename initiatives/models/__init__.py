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

__all__ = [
    "Area",
    "AssociationTask",
    "Consent",
    "Contact",
    "Exchange",
    "Initiative",
    "InitiativeDocument",
    "InitiativeLink",
    "InitiativePartner",
    "InitiativePhoto",
    "Resource",
    "Result",
    "Sdg",
    "TargetGroup",
    "Theme",
    "TransferNeed",
]
