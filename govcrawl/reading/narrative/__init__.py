"""Figures of the narrative: ``read_statistics``."""

from govcrawl.reading.narrative.reading import read_statistics
from govcrawl.reading.narrative.result import Fate, StatisticsResult

__all__ = ["Fate", "StatisticsResult", "read_statistics"]
