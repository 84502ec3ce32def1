"""What the form of a year prescribes: the measure of completeness, whatever tables were found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from govcrawl.lexicon.forms import FORMS
from govcrawl.messages import Both, issue, phrase
from govcrawl.reading.tables import applications, outcomes, proactive
from govcrawl.reading.tables.report_tables import TablesResult
from govcrawl.report import Era, TableQuality

#: ``TableQuality.table`` of a table that is not there.
NOT_FOUND = -1


class Prescribed(NamedTuple):
    """A table that a form prescribes, with the keys of its cells."""

    name: str
    title: str
    keys: list[str]


def tables_of(era: Era | None) -> Iterator[Prescribed]:
    """The tables of a form; none for eras that leave them to the agency."""
    if era not in ("format_2019_trial", "format_2021"):
        return
    yield Prescribed(proactive.NAME, proactive.TITLE, proactive.keys_of(era))
    yield Prescribed(applications.NAME, FORMS.applications.caption, applications.keys_of(era))
    yield Prescribed(outcomes.NAME, FORMS.outcomes.caption, outcomes.keys_of())


def complete(result: TablesResult, era: Era | None) -> TablesResult:
    """The result with the prescribed tables that were not found: their cells are null, their
    quality is 0 of n, and it is reported."""
    there = {quality.name for quality in result.quality}
    absent = [table for table in tables_of(era) if table.name not in there]
    if not absent or era is None:
        return result
    values = dict(result.values)
    quality = list(result.quality)
    issues = list(result.issues)
    for table in absent:
        values.update({key: None for key in table.keys if key not in values})
        quality.append(
            TableQuality(
                table=NOT_FOUND,
                name=table.name,
                era=era,
                expected=len(table.keys),
                read=0,
                blank=0,
                refused=0,
                unknown=0,
            )
        )
        issues.append(
            issue(
                "table_absent",
                table.name,
                table=Both(table.title, table.name),
                form=phrase(f"form.{era}"),
                expected=len(table.keys),
            )
        )
    return replace(result, values=values, quality=quality, issues=issues)
