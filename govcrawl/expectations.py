"""What a portal should hold, and what a run found there: assertions on the outcome of a crawl.

The state after the run is judged, fetched or not: what it found anew and what it knew and met
again. Two kinds of verdict. What was got is right but too little (fewer reports, years, agencies
or filled cells than expected, or under half of what the last good run held): the target is
``incomplete``, the run partial. What was got is implausible (more reports than there can
be, tables that were hardly read): the new and changed records of the portal are withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

import msgspec

from govcrawl.messages import Message, say

_SPAN = r"20\d\d(-20\d\d)?"
_FORMS = frozenset({"format_2019_trial", "format_2021"})  # a statutory form is due
_SHOWN = 12  # names in a message; all of them are in the difference


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a crawl of one portal must find: least and most reports, report years
    (``2015-2024`` or ``2008,2010-2024``), full names of agencies, least share of the statutory
    form's cells that hold a number (0 to 1). Raises ValueError where they contradict."""

    reports_min: Annotated[int, msgspec.Meta(ge=0)] | None = None
    reports_max: Annotated[int, msgspec.Meta(ge=1)] | None = None
    years: Annotated[str, msgspec.Meta(pattern=rf"^{_SPAN}(,{_SPAN})*$")] | None = None
    agencies: list[Annotated[str, msgspec.Meta(min_length=2)]] = []
    filled_cells_min: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None

    def __post_init__(self) -> None:
        least, most = self.reports_min, self.reports_max
        if least is not None and most is not None and least > most:
            raise ValueError(f"reports_min {least} is more than reports_max {most}")

    def expected_years(self) -> frozenset[int]:
        """The report years that must be there."""
        spans = re.findall(r"(20\d\d)(?:-(20\d\d))?", self.years or "")
        return frozenset(y for a, b in spans for y in range(int(a), int(b or a) + 1))


class Holding(NamedTuple):
    """One report in short. ``filled``: share of the statutory form's cells that hold a number;
    None where no such form is due."""

    report_id: str
    year: int | None
    agency: str | None
    filled: float | None


class Good(NamedTuple):
    """What a portal held in its last good run."""

    run_id: str
    holdings: Sequence[Holding]


@dataclass(slots=True)
class Difference:
    """What is not there any more compared with the last good run. ``filled`` are mean shares of
    filled cells, None where no form is due. In ``run.json`` as ``since_last_good``."""

    run_id: str
    reports_then: int
    reports_now: int
    missing_reports: list[str] = field(default_factory=list)
    missing_years: list[int] = field(default_factory=list)
    missing_agencies: list[str] = field(default_factory=list)
    filled_then: float | None = None
    filled_now: float | None = None


class Judgement(NamedTuple):
    """``short``: what was got is too little; ``wrong``: what was got anew is implausible."""

    short: list[Message]
    wrong: list[Message]
    difference: Difference | None

    @property
    def messages(self) -> list[Message]:
        """All that is not as expected, and what it differs in from the last good run."""
        said = [*self.wrong, *self.short]
        return [*said, _said(self.difference)] if said and self.difference else said


def holding(record: Mapping[str, Any]) -> Holding:
    """A record, as plain data, in short. An older version's may lack any field but its id."""
    agency = record.get("agency") or {}
    quality = record.get("table_quality") or []
    expected = sum(table["expected"] for table in quality)
    filled: float | None = None
    if expected:
        filled = sum(table["read"] for table in quality) / expected
    elif record.get("format_era") in _FORMS:
        filled = 0.0
    name = agency.get("name") or agency.get("name_as_written")
    return Holding(record["report_id"], record.get("report_year"), name, filled)


def judge(
    expect: Expect | None,
    held: Sequence[Holding],
    fresh: Sequence[Holding],
    good: Good | None,
    *,
    years: frozenset[int] | None = None,
    keep: float = 0.5,
    whole: bool = True,
) -> Judgement:
    """Compare the result of a portal's crawl with what is expected of it.

    ``held``: all that it holds after the run, ``fresh``: those of them that this run would
    publish as new or changed; ``years``: the report years asked for, None for all; ``keep``: the
    share of the last good run's reports below which a portal without a ``reports_min`` is short,
    0 for none; ``whole``: False where the portal could not be read at all, and its own outcome
    says so better.
    """
    expect = expect or Expect()
    if years is not None:
        held, fresh = _of(held, years), _of(fresh, years)
        good = good and Good(good.run_id, _of(good.holdings, years))
    short: list[Message] = []
    wrong: list[Message] = []
    most = expect.reports_max
    if most is not None and len(held) > most:
        (wrong if fresh else short).append(say("expect_max", held=len(held), most=most))
    _judge_filled(expect.filled_cells_min, held, fresh, short, wrong)
    difference = _difference(good, held) if good and good.holdings else None
    if whole:
        short += _too_little(expect, held, difference, years, keep)
    return Judgement(short, wrong, difference)


def _too_little(
    expect: Expect,
    held: Sequence[Holding],
    difference: Difference | None,
    years: frozenset[int] | None,
    keep: float,
) -> list[Message]:
    said = []
    if expect.reports_min is None:
        if difference and difference.reports_now < keep * difference.reports_then:
            values = {"held": difference.reports_now, "before": difference.reports_then}
            said.append(say("expect_shrunk", run=difference.run_id, **values))
    elif years is None and len(held) < expect.reports_min:
        said.append(say("expect_min", held=len(held), least=expect.reports_min))
    missing = expect.expected_years() - {one.year for one in held}
    if years is not None:
        missing &= years
    if missing:
        said.append(say("expect_years", years=_listed(sorted(missing))))
    there = {one.agency for one in held}
    absent = [name for name in expect.agencies if name not in there] if years is None else []
    if absent:
        said.append(say("expect_agencies", agencies=_listed(absent)))
    return said


def _judge_filled(
    least: float | None,
    held: Sequence[Holding],
    fresh: Sequence[Holding],
    short: list[Message],
    wrong: list[Message],
) -> None:
    """The share of filled cells, of what is fresh by itself: years of good reports must not
    hide that the newest one was not read."""
    if least is None:
        return
    for holdings, said in ((fresh, wrong), (held, short)):
        share = filled(holdings)
        if share is not None and share < least:
            forms = sum(one.filled is not None for one in holdings)
            values = {"share": _percent(share), "least": _percent(least), "reports": forms}
            said.append(say("expect_filled", **values))
            return


def filled(holdings: Iterable[Holding]) -> float | None:
    """The mean share of filled cells of the reports that owe a form; None where none does."""
    shares = [one.filled for one in holdings if one.filled is not None]
    return sum(shares) / len(shares) if shares else None


def _difference(good: Good, held: Sequence[Holding]) -> Difference:
    now, then = {one.report_id for one in held}, {one.report_id for one in good.holdings}
    years = {one.year for one in good.holdings if one.year} - {one.year for one in held}
    agencies = {one.agency for one in good.holdings if one.agency} - {one.agency for one in held}
    shares = filled(good.holdings), filled(held)
    return Difference(
        run_id=good.run_id,
        reports_then=len(good.holdings),
        reports_now=len(held),
        missing_reports=sorted(then - now),
        missing_years=sorted(years),
        missing_agencies=sorted(agencies),
        filled_then=None if shares[0] is None else round(shares[0], 4),
        filled_now=None if shares[1] is None else round(shares[1], 4),
    )


def _said(difference: Difference) -> Message:
    none = "-"
    return say(
        "expect_difference",
        run=difference.run_id,
        then=difference.reports_then,
        now=difference.reports_now,
        missing=len(difference.missing_reports),
        years=_listed(difference.missing_years) or none,
        agencies=_listed(difference.missing_agencies) or none,
        filled_then=_percent(difference.filled_then),
        filled_now=_percent(difference.filled_now),
    )


def _of(holdings: Sequence[Holding], years: frozenset[int]) -> list[Holding]:
    return [one for one in holdings if one.year in years]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}%"


def _listed(names: Sequence[object]) -> str:
    more = f" … (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
    return "、".join(str(name) for name in names[:_SHOWN]) + more
