"""No cell takes its neighbour's value, whatever is done to a form.

``GOVCRAWL_TABLE_CASES=10000 pytest tests/reading/tables/test_mutations.py`` runs the full set.
"""

from __future__ import annotations

import itertools
import os
import random

import lxml.html
import pytest

from govcrawl.reading.formats.html.html_grid import grid_from_html
from govcrawl.reading.tables import find_dumps, is_statistical, read_tables
from tests.reading.tables import generated

CASES = int(os.environ.get("GOVCRAWL_TABLE_CASES", "240"))
YEARS = {"format_2021": 2022, "format_2019_trial": 2019, "stat_2014": 2016}


def _describe(seed: int, style: str, form: generated.Form) -> str:
    return f"seed {seed}, {form.era}, {style}: {'; '.join(form.log) or 'clean'}"


def _html_case(seed: int) -> None:
    rng = random.Random(seed)
    form = generated.make(rng)
    generated.mutate(rng, form, rng.randrange(4))
    style = rng.choice(generated.STYLES)
    pages = [generated.html(rows, style) for rows in generated.physical(form)]
    pages = [
        f"<p>{caption}</p>{page}" for caption, page in zip(form.captions(), pages, strict=True)
    ]
    tree = lxml.html.fromstring(f"<div>{''.join(pages)}</div>")
    grids = [grid for grid in map(grid_from_html, tree.iter("table")) if grid is not None]
    where = _describe(seed, style, form)
    assert len(grids) == len(pages), where
    result = read_tables(grids, report_year=YEARS.get(form.era, 2010))
    expected = form.expected()
    wrong = {
        key: (value, result.values.get(key))
        for key, value in expected.items()
        if result.values.get(key) != value
    }
    assert not wrong, f"{where}\n{wrong}"
    known = {k: v for k, v in result.values.items() if not k.startswith("unknown.")}
    invented = {k: v for k, v in known.items() if v is not None and k not in expected}
    assert not invented, f"{where}\n{invented}"
    assert result.era == form.era, where
    said = {cell.key for cell in result.cells}
    silent = form.gone - said
    codes = {issue.code for issue in result.issues}
    assert not silent or codes & {"table_cells_missing", "table_cells_refused"}, where
    figures = [g.n_rows > 1 and any(cell.text.isdigit() for cell in g.cells) for g in grids]
    assert all(map(is_statistical, itertools.compress(grids, figures))), where


@pytest.mark.parametrize("part", range(8))
def test_html_forms_read_without_a_shift(part: int) -> None:
    for seed in range(part, CASES, 8):
        _html_case(seed)


def _dump_case(seed: int) -> int:
    rng = random.Random(seed)
    form = generated.make(rng)
    generated.mutate(rng, form, rng.randrange(3))
    style = rng.choice(generated.DUMP_STYLES)
    lines: list[str] = []
    for rows in generated.physical(form):
        lines += ["本年度工作情况说明如下。", *generated.dump(rows, style)]
    lines.append("六、其他需要报告的事项")
    dumps = find_dumps(lines)
    kept = "\n".join(
        line for i, line in enumerate(lines) if not any(d.start <= i < d.end for d in dumps)
    )
    where = _describe(seed, style, form)
    assert "六、其他需要报告的事项" in kept, where
    assert kept.count("本年度工作情况说明如下。") == len(generated.physical(form)), where
    result = read_tables([d.grid for d in dumps], report_year=YEARS.get(form.era, 2010))
    expected = form.expected()
    wrong = {
        key: (expected.get(key), value)
        for key, value in result.values.items()
        if value is not None and not key.startswith("unknown.") and expected.get(key) != value
    }
    assert not wrong, f"{where}\n{wrong}"
    return sum(
        value is not None and result.values.get(key) == value for key, value in expected.items()
    )


@pytest.mark.parametrize("part", range(4))
def test_dumped_forms_read_without_a_shift(part: int) -> None:
    read = sum(_dump_case(seed) for seed in range(part, CASES, 4))
    assert read > 0
