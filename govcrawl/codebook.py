"""What every key means: label in two languages, unit, form and legal source.

Generated from the data that the reader works with (``lexicon/forms.toml``, ``lexicon/metrics/`` of the
narrative) and from ``lexicon/codebook.toml``, which adds the English labels and the sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from govcrawl.lexicon import vocabulary
from govcrawl.lexicon.forms import FORMS, Block, Schedule
from govcrawl.lexicon.loading import LexiconError, load_toml
from govcrawl.report import Era

Kind: TypeAlias = Literal["cell", "metric"]


class Entry(NamedTuple):
    """One key. ``zh`` and ``en`` are its full labels; ``row`` and ``column`` the official labels
    of a table cell (``column`` empty for tables of one figure a row), ``unit`` as printed in the
    form (None where the form states none), ``eras`` the forms that hold it (none of a metric, which
    any narrative may tell), ``source`` the article or notice that asks for it, ``example`` how it is
    printed and what is read (``print = value``)."""

    key: str
    kind: Kind
    zh: str
    en: str
    unit: str | None
    eras: tuple[Era, ...]
    source: str
    definition: str
    definition_en: str
    example: str
    row: str = ""
    column: str = ""
    table: str = ""


class _Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zh: str
    en: str


class _Proactive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    columns: dict[str, str]
    rows: dict[str, str]


class _Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    eras: dict[str, _Label]
    articles: dict[str, str]
    applicants: dict[str, str]
    rows: dict[str, str]
    outcomes: dict[str, str]
    outcome_groups: dict[str, str]
    proactive: _Proactive
    schedules: dict[str, str]
    media: dict[str, _Label]


@lru_cache(maxsize=1)
def codebook() -> dict[str, Entry]:
    """Every key of a record: the cells of the statutory tables, then the metrics of the
    narrative. Raises LexiconError as ``cells`` does, and where a key means both."""
    entries = dict(cells())
    for entry in _metrics(load_toml("codebook.toml", _Labels)):
        if entry.key in entries:
            raise LexiconError(f"govcrawl/lexicon/metrics: {entry.key} has two meanings")
        entries[entry.key] = entry
    return entries


@lru_cache(maxsize=1)
def cells() -> dict[str, Entry]:
    """Every key of a statutory table, in the order of the forms. Raises LexiconError where a
    key has no English label, or a label has no key."""
    labels = load_toml("codebook.toml", _Labels)
    entries: dict[str, Entry] = {}
    try:
        for entry in _cells(labels):
            known = entries.get(entry.key)
            if known is not None:  # the same cell in two forms
                entry = known._replace(eras=tuple(dict.fromkeys((*known.eras, *entry.eras))))
            entries[entry.key] = entry
    except KeyError as error:
        raise LexiconError(f"govcrawl/lexicon/codebook.toml: no label for {error}") from error
    unused = set(labels.schedules) - entries.keys()
    if unused:
        raise LexiconError(f"govcrawl/lexicon/codebook.toml: no such key: {sorted(unused)}")
    return entries


def authority(era: Era) -> tuple[str, str]:
    """The notice that laid down the form of an era, in Chinese and English."""
    label = load_toml("codebook.toml", _Labels).eras[era]
    return label.zh, label.en


def _cells(labels: _Labels) -> Iterator[Entry]:
    for block in FORMS.blocks:
        yield from _block(block, labels)
    yield from _applications(labels)
    yield from _outcomes(labels)
    for schedule in FORMS.schedules:
        yield from _schedule(schedule, labels)


def _cell(
    key: str,
    labels: _Labels,
    *,
    zh: tuple[str, str],
    en: tuple[str, str],
    unit: str | None,
    eras: tuple[Era, ...],
    table: str,
) -> Entry:
    row, column = zh
    whole_zh, whole_en = "，".join(filter(None, zh)), ", ".join(filter(None, en))
    forms = [labels.eras[era] for era in eras]
    place = f"“{table}”中“{row}”" + (f"行、“{column}”列" if column else "一行")
    return Entry(
        key=key,
        kind="cell",
        zh=whole_zh,
        en=whole_en,
        unit=unit,
        eras=eras,
        source=labels.articles[key.split(".", 1)[0]],
        definition=f"{place}所填的数字。{'；'.join(form.zh for form in forms)}",
        definition_en=f"The figure printed there in the form. {'; '.join(f.en for f in forms)}",
        example=f"{' | '.join(filter(None, zh))} | 3 = 3",
        row=row,
        column=column,
        table=table,
    )


def _metrics(labels: _Labels) -> Iterator[Entry]:
    for metric in vocabulary.METRICS.values():
        media: list[tuple[str, _Label | None]] = [("", None)]
        if "{medium}" in metric.id:
            media = list(labels.media.items())
        for name, label in media:
            zh, en = metric.zh, metric.en
            definition = metric.definition
            if label is not None:
                zh = zh.replace("{medium}", label.zh)
                en = en.replace("{medium}", label.en)
                definition = definition.replace("{medium}", label.zh)
            yield Entry(
                key=metric.id.replace("{medium}", name),
                kind="metric",
                zh=zh,
                en=en,
                unit=metric.unit,
                eras=(),
                source=labels.articles.get(
                    metric.id.split(".", 1)[0], labels.articles["narrative"]
                ),
                definition=definition,
                definition_en=f"{en}: as the narrative tells it.",
                example=metric.examples[0] if metric.examples and label is None else "",
            )


def _block(block: Block, labels: _Labels) -> Iterator[Entry]:
    for row in block.rows:
        for column in block.columns:
            yield _cell(
                f"{block.key}.{row.key}.{column.key}",
                labels,
                zh=(row.labels[0], column.labels[0]),
                en=(labels.proactive.rows[row.key], labels.proactive.columns[column.key]),
                unit=column.unit,
                eras=(block.era,),
                table=block.labels[0],
            )


def _applications(labels: _Labels) -> Iterator[Entry]:
    form = FORMS.applications
    for row in form.rows:
        for column in form.columns:
            yield _cell(
                f"applications.{row.key}.{column.key}",
                labels,
                zh=(row.labels[0], column.labels[0]),
                en=(labels.rows[row.key], labels.applicants[column.key]),
                unit=form.unit,
                eras=row.eras,
                table=form.caption,
            )


def _outcomes(labels: _Labels) -> Iterator[Entry]:
    form = FORMS.outcomes
    for group in form.groups:
        for column in form.columns:
            yield _cell(
                f"{group.key}.{column.key}",
                labels,
                zh=(group.labels[0], column.labels[0]),
                en=(labels.outcome_groups[group.key], labels.outcomes[column.key]),
                unit=form.unit,
                eras=("format_2019_trial", "format_2021"),
                table=form.caption,
            )


def _schedule(schedule: Schedule, labels: _Labels) -> Iterator[Entry]:
    for row in schedule.rows:
        if row.key is not None:
            yield _cell(
                row.key,
                labels,
                zh=(row.labels[0], ""),
                en=(labels.schedules[row.key], ""),
                unit=row.unit,
                eras=(schedule.era,),
                table=schedule.title,
            )
