"""When two initiatives are probably one, and when they must not become one."""

from django.utils.translation import gettext

from initiatives.models import Initiative, InitiativePartner
from portal.doubles.sources import Source, register
from portal.publishing.models import Origin, Status


@register
class InitiativeDoubles(Source):
    model = Initiative
    name = "title"
    places = "city"

    def rows(self):
        """Without changes that are proposed to what stands already."""
        return Initiative.objects.filter(replaces__isnull=True)

    def refusal(self, stays, double):
        for initiative in (stays, double):
            if initiative.replaces_id:
                return gettext("“%(title)s” is a proposed change. Decide about it first.") % {"title": initiative}
            if initiative.open_proposal:
                return gettext("A change is proposed to “%(title)s”. Decide about it first.") % {"title": initiative}
            if not _is_settled(initiative):
                return gettext(
                    "“%(title)s” is in the state “%(status)s”: its authors or reviewers still work on it."
                ) % {
                    "title": initiative,
                    "status": initiative.get_status_display(),
                }
        return ""

    def settle(self, stays, double):
        """The other city takes part, the other organisation is a partner."""
        if double.city and stays.city and double.city != stays.city:
            stays.partner_cities.add(double.city)
        elif double.city:
            stays.city = double.city
        if double.organisation and stays.organisation and double.organisation != stays.organisation:
            InitiativePartner.objects.get_or_create(initiative=stays, partner=double.organisation)
        elif double.organisation:
            stays.organisation = double.organisation
        stays.open_documents()


def _is_settled(initiative):
    """Whether nobody waits for an answer about it; a draft from public sources is the staff's own."""
    is_of_staff = initiative.status == Status.DRAFT and initiative.origin == Origin.SOURCES
    return initiative.status in (*Status.ONCE_PUBLIC, Status.DECLINED) or is_of_staff
