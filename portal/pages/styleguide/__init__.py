"""The living style page: the design's values, and a sample for each state of each component."""

from .catalogue import groups
from .drawing import drawn
from .tokens import PAIRS, colours, contrast

__all__ = ["PAIRS", "colours", "contrast", "drawn", "groups"]
