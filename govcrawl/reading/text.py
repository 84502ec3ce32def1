"""Names of ``govcrawl.text`` under their former place, for modules not yet moved."""

from govcrawl.text import collapse, has_han, squash, unwrap

__all__ = ["collapse", "has_han", "squash", "unwrap"]
