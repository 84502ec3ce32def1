"""Characters shown one by one: put together by the forms' words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from govcrawl.reading.formats.pdf.pdf_page import Char
from govcrawl.reading.formats.pdf.pdf_pieces import to_pieces


def shown(cells: Sequence[tuple[float, float, str]], *, size: float = 10.0) -> list[Char]:
    """Characters of cells (left, right, text) on one line, each spread over its cell's width as a
    justified line is, and shown by itself; figures stand together in the middle."""
    chars: list[Char] = []
    for run, (left, right, text) in enumerate(cells):
        if text.isdigit():
            x = (left + right - 5 * len(text)) / 2
            for char in text:
                chars.append(Char(char, x, x + 5, 700, 698, 698 + size, len(chars), 1000 + run))
                x += 5
            continue
        gap = (right - left - size * len(text)) / max(1, len(text) - 1)
        for k, char in enumerate(text):
            x = left + k * (size + gap)
            n = len(chars)
            chars.append(Char(char, x, x + size, 700, 698, 698 + size, n, n))
    return chars


def pieces(chars: Sequence[Char]) -> list[str]:
    return [piece.text for piece in to_pieces([(1, chars)])]


@pytest.mark.parametrize("between", [3.0, 8.0, 20.0])
def test_justified_headings_end_where_their_words_do(between: float) -> None:
    texts = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    cells = [(n * 110.0, n * 110.0 + 110.0 - between, text) for n, text in enumerate(texts)]
    assert pieces(shown(cells)) == texts


def test_a_label_and_its_figures_stay_apart() -> None:
    chars = shown([(0, 150, "规章"), (160, 250, "0"), (260, 350, "123"), (360, 450, "20")])
    assert pieces(chars) == ["规章", "0", "123", "20"]


def test_parts_of_headings_in_narrow_columns() -> None:
    texts = ["自然人", "商业企", "科研机", "社会公", "法律服"]
    cells = [(n * 44.0, n * 44.0 + 38.0, text) for n, text in enumerate(texts)]
    assert pieces(shown(cells)) == texts


def test_fifteen_columns_of_outcomes() -> None:
    texts = ["结果", "结果", "其他", "尚未", "总计"] * 3
    cells = [(n * 34.0, n * 34.0 + 26.0, text) for n, text in enumerate(texts)]
    assert pieces(shown(cells)) == texts


def test_words_that_no_form_has_stay_as_they_are() -> None:
    chars = shown([(0, 100, "甲乙丙丁"), (110, 200, "戊己庚")])
    assert pieces(chars) == list("甲乙丙丁戊己庚")


def test_gaps_that_are_not_alike_are_of_two_cells() -> None:
    """其 and 他 of two columns are no 其他."""
    chars = shown([(0, 10, "其"), (40, 90, "他对外")])
    assert "其他对外" not in pieces(chars)


def test_headings_with_blanks_cut_by_a_page_are_one_row() -> None:
    from govcrawl.reading.formats.pdf.pdf_spread import is_word

    assert is_word("商 业" + "企 业")
    assert not is_word("科 研" + "企 业")
