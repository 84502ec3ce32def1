"""Table 4, its figures taken for what they are not."""

from __future__ import annotations

from govcrawl.reading import read
from tests.makers.printing import page, paper


def test_a_figure_that_looks_like_a_year_is_one_of_the_table() -> None:
    made = paper("format_2021", 3)
    table = made.tables[2][1]
    others = sum(
        made.expected[f"reconsideration.{k}"] or 0 for k in ("corrected", "other", "pending")
    )
    values = {"reconsideration.upheld": 2013, "reconsideration.total": 2013 + others}
    table.grid = [
        [(str(values.get(cell[3] or "", cell[0])), *cell[1:]) for cell in row] for row in table.grid
    ]
    (report,) = read(page(made, "collapsed").encode(), url="file:///report.html").reports
    found = {key: report.tables.get(key) for key in made.expected}
    assert found == {**made.expected, **values}
