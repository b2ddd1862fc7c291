from initiatives.forms.filters import InitiativeFilterForm, cities_by_name

__all__ = ["InitiativeFilterForm", "cities_by_name"]
