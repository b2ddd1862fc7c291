"""The lists that the portal gives away, each said once."""

from portal.opendata.datasets.base import Dataset, Selection
from portal.opendata.datasets.cities import AWARDS, CITIES, INDICATORS, MEMBERSHIPS, NETWORKS, PARTNERS, WAR_STATUSES
from portal.opendata.datasets.initiatives import AREAS, INITIATIVES, RESULTS, SDGS, TARGET_GROUPS, TASKS, THEMES
from portal.opendata.datasets.news import EVENTS, NEWS

__all__ = ["DATASETS", "Dataset", "Selection"]

DATASETS = {
    dataset.name: dataset
    for dataset in (
        CITIES,
        PARTNERS,
        INITIATIVES,
        NEWS,
        EVENTS,
        AREAS,
        TASKS,
        SDGS,
        TARGET_GROUPS,
        THEMES,
        NETWORKS,
        MEMBERSHIPS,
        AWARDS,
        INDICATORS,
        WAR_STATUSES,
        RESULTS,
    )
}
