"""Rules evaluated on one record."""

from __future__ import annotations

from govcrawl.checks.acts import check_acts
from govcrawl.checks.cross import check_narrative
from govcrawl.checks.identities import check_record

__all__ = ["check_acts", "check_narrative", "check_record"]
