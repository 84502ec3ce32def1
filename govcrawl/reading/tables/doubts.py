"""A check that fails is first compared with the reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govcrawl.messages import Both, phrase
from govcrawl.report import Check


def hold_against_reading(checks: Iterable[Check], doubts: Mapping[str, Both]) -> None:
    """Where a failed check takes a figure that may be misread, say so in its message."""
    if not doubts:
        return
    for check in checks:
        if check.status not in ("fail", "conflict"):
            continue
        keys = [f"{operand.key}." for operand in check.operands]
        why = next((w for d, w in doubts.items() if any(k.startswith(f"{d}.") for k in keys)), None)
        if why is not None:
            message = Both(check.message, check.message_en)
            check.message, check.message_en = phrase("doubt.check", message=message, why=why)
