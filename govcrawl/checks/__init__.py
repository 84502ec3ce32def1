"""Rules evaluated on one record."""

from __future__ import annotations

from govcrawl.checks.identities import check_record

__all__ = ["check_record"]
