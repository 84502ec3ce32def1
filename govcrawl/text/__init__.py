"""Text: one table of characters, one fold, numerals, and the patterns that stages share.

Every stage matches on text that was folded here, and composes its classes of digits and numerals
from the parts named here; none has an alphabet of its own. What is stored is always as printed.
"""

from govcrawl.text.folding import Folded, collapse, even, fold, has_han, squash, unwrap

__all__ = ["Folded", "collapse", "even", "fold", "has_han", "squash", "unwrap"]
