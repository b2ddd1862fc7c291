from cities.models.application import ApplicationConsent, MembershipApplication
from cities.models.city import City, CityFocus, CityPhoto, FormerName, PartnerWanted
from cities.models.claims import Award, Indicator, WarStatus
from cities.models.network import Network, NetworkMembership
from cities.models.partner import Partner
from cities.models.question import BlockedAsker, CityQuestion
from cities.models.representative import Invitation, Representative

__all__ = [
    "ApplicationConsent",
    "Award",
    "BlockedAsker",
    "City",
    "CityFocus",
    "CityPhoto",
    "CityQuestion",
    "FormerName",
    "Indicator",
    "Invitation",
    "MembershipApplication",
    "Network",
    "NetworkMembership",
    "Partner",
    "PartnerWanted",
    "Representative",
    "WarStatus",
]
