"""On what terms the data are given away."""

from pathlib import Path

LICENCE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_TEXT = Path(__file__).parent / "data" / "CC-BY-4.0.txt"
