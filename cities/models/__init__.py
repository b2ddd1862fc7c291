from cities.models.city import City, CityFocus, CityPhoto, FormerName, PartnerWanted
from cities.models.claims import Award, Indicator, WarStatus
from cities.models.network import Network, NetworkMembership
from cities.models.partner import Partner
from cities.models.representative import Representative

__all__ = [
    "Award",
    "City",
    "CityFocus",
    "CityPhoto",
    "FormerName",
    "Indicator",
    "Network",
    "NetworkMembership",
    "Partner",
    "PartnerWanted",
    "Representative",
    "WarStatus",
]
