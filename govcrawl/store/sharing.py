"""Ids that several files of one run share: each keeps its record, so the run says which they are."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from govcrawl.execution.outcome import RecordLine
from govcrawl.messages import say
from govcrawl.runs import Run

_SHOWN = 2000  # characters of addresses in an issue


class _Holder(NamedTuple):
    """A record that has the id: where it was read, and the digest of its facts."""

    url: str
    facts: bytes
    is_file: bool


class SharedIds:
    """Of the records of one run. Those of archives alone are resolved by ``Collection``, which
    says it itself."""

    def __init__(self) -> None:
        self._holders: dict[str, list[_Holder]] = defaultdict(list)

    def add(self, record: RecordLine, *, is_file: bool) -> None:
        """Note a record that the run writes."""
        self._holders[record.report_id].append(_Holder(record.url, record.facts, is_file))

    def tell(self, run: Run) -> None:
        """One issue for every id that several records share: a warning where their facts differ."""
        for report_id, holders in sorted(self._holders.items()):
            if len(holders) < 2 or not any(holder.is_file for holder in holders):
                continue
            urls = " ".join(sorted(holder.url for holder in holders))[:_SHOWN]
            versions = len({holder.facts for holder in holders})
            if versions > 1:
                message = say("id_shared", count=versions, report_id=report_id)
                run.issue(message, "warn", url=holders[0].url, evidence=urls)
            else:
                message = say("id_repeated", count=len(holders), report_id=report_id)
                run.issue(message, "info", url=holders[0].url, evidence=urls)
