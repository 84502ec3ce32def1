"""Figures of the narrative: ``read_statistics``."""

from govcrawl.reading.narrative.reading import Fate, StatisticsResult, read_statistics

__all__ = ["Fate", "StatisticsResult", "read_statistics"]
