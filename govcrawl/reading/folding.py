"""Names of ``govcrawl.text`` under their former place, for modules not yet moved."""

from govcrawl.text import Folded, fold

__all__ = ["Folded", "fold"]
