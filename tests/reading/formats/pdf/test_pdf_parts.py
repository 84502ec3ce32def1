"""Tables of different widths that touch each other."""

from __future__ import annotations

import pytest

from govcrawl.reading.formats.pdf.pdf_page import Char, Edge, Page
from govcrawl.reading.formats.pdf.pdf_parts import parted
from govcrawl.reading.formats.pdf.pdf_tables import find_tables


def grid(xs: list[float], ys: list[float]) -> tuple[list[Edge], list[Edge]]:
    """Lines of a table with all its lines."""
    return [(y, xs[0], xs[-1]) for y in ys], [(x, ys[-1], ys[0]) for x in xs]


def write(text: str, x: float, y: float, chars: list[Char]) -> None:
    for char in text:
        chars.append(Char(char, x, x + 8, y, y - 2, y + 7, len(chars), 0))
        x += 8


@pytest.mark.parametrize("heading", ["行政复议", "第二十条第（一）项"])
@pytest.mark.parametrize("right", [260.0, 420.0])
def test_two_tables(heading: str, right: float) -> None:
    upper = grid([50, 200, 350], [700, 680, 660])
    lower = grid([50, 150, right], [660, 640, 620])
    chars: list[Char] = []
    write("规章", 55, 686, chars)
    write("12", 210, 686, chars)
    write(heading, 55, 646, chars)
    write("甲", 160, 646, chars)
    write("规章", 55, 626, chars)
    write("34", 160, 626, chars)
    page = Page(1, 595, 842, chars=chars)
    page.horizontal, page.vertical = upper[0] + lower[0], upper[1] + lower[1]
    tables, _, _ = find_tables(page)
    assert [table.xs[-1] for table in tables] == [350, right]
    assert [[c.text for c in t.cells if c.text] for t in tables] == [
        ["规章", "12"],
        [heading, "甲", "规章", "34"],
    ]


def test_what_begins_as_no_form_does_is_the_same_table() -> None:
    upper = grid([50, 200, 350], [700, 680, 660])
    lower = grid([50, 150, 260], [660, 640, 620])
    h, v = upper[0] + lower[0], upper[1] + lower[1]
    assert parted(h, v, []) == [(h, v)]


def test_a_table_without_outer_verticals_is_one() -> None:
    h = [(y, 50.0, 350.0) for y in (700, 680, 660, 640)]
    v = [(150.0, 680.0, 700.0), (250.0, 640.0, 680.0), (200.0, 640.0, 700.0)]
    chars: list[Char] = []
    write("行政复议", 55, 666, chars)
    assert parted(h, v, chars) == [(h, v)]


def test_a_gap_in_an_outer_line_ends_no_table() -> None:
    h, v = grid([50, 200, 350], [700, 680, 660, 640])
    v = [(50.0, 640.0, 655.0), (50.0, 681.0, 700.0), *v[1:]]
    chars: list[Char] = []
    write("行政复议", 205, 666, chars)
    assert parted(h, v, chars) == [(h, v)]


def test_a_row_alone_on_its_page_is_closed() -> None:
    chars: list[Char] = []
    write("政府集中采购", 55, 786, chars)
    write("3", 210, 786, chars)
    page = Page(2, 595, 842, chars=chars)
    page.horizontal = [(780.0, 50.0, 550.0)]
    page.vertical = [(x, 780.0, 800.0) for x in (50.0, 200.0, 350.0, 550.0)]
    (table,), rest, _ = find_tables(page)
    assert [cell.text for cell in table.cells] == ["政府集中采购", "3", ""]
    assert rest == []


def wrapped(first: tuple[float, str], second: tuple[float, str]) -> str:
    """The text of a cell 36 points wide with two lines, each with its left edge."""
    chars: list[Char] = []
    for (x, text), y in zip((first, second), (680, 666), strict=True):
        for char in text:
            chars.append(Char(char, x, x + 6, y, y - 2, y + 9, len(chars), int(y)))
            x += 6
    write("甲", 60, 672, chars)
    page = Page(1, 595, 842, chars=chars)
    page.horizontal = [(700.0, 50.0, 136.0), (650.0, 50.0, 136.0)]
    page.vertical = [(x, 650.0, 700.0) for x in (50.0, 100.0, 136.0)]
    (table,), _, _ = find_tables(page)
    return table.cells[1].text


def test_a_figure_wrapped_behind_an_indent_is_one() -> None:
    assert wrapped((122, "21"), (109, "418")) == "21418"


@pytest.mark.parametrize(
    ("first", "second"), [((121, "21"), (115, "418")), ((112, "21"), (109, "418"))]
)
def test_figures_set_to_the_right_or_to_the_middle_stay_two(
    first: tuple[float, str], second: tuple[float, str]
) -> None:
    assert wrapped(first, second) == "21 418"


def test_a_frame_that_runs_on_to_the_page_end_has_no_row_there() -> None:
    chars: list[Char] = []
    write("规章", 55, 86, chars)
    write("12", 210, 86, chars)
    page = Page(1, 595, 842, chars=chars)
    page.horizontal = [(100.0, 50.0, 350.0), (80.0, 50.0, 350.0)]
    page.vertical = [(50.0, 42.0, 100.0), (200.0, 80.0, 100.0), (350.0, 42.0, 100.0)]
    (table,), _, _ = find_tables(page)
    assert (table.n_rows, [cell.text for cell in table.cells]) == (1, ["规章", "12"])
