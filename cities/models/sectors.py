from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """The sectors whose resources a learning city brings together, and partners from abroad."""

    AUTHORITY = "authority", _("Authorities")
    BUSINESS = "business", _("Business")
    EDUCATION = "education", _("Education")
    CULTURE = "culture", _("Culture")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    INTERNATIONAL = "international", _("International partners")

    @classmethod
    def group(cls, rows) -> dict["Sector", list]:
        """The rows by their ``kind``, with every sector, the empty ones too."""
        sectors = {sector: [] for sector in cls}
        for row in rows:
            sectors[row.kind].append(row)
        return sectors
