from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.text import numerals, patterns


@given(st.integers(0, numerals.LARGEST - 1))
def test_what_is_written_is_read(value: int) -> None:
    assert numerals.read(numerals.write(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一千零一十", 1010), ("廿", 20), ("廿一", 21), ("两百零五", 205), ("一百〇八", 108),
        ("万", 10_000), ("三亿零二十", 300_000_020), ("零", 0), ("〇", 0), ("卅", 30),
        ("三百二", None), ("一二", None), ("", None), ("十十", None), ("一" * 30, None),
    ],
)  # fmt: skip
def test_values_of_numerals(text: str, value: int | None) -> None:
    assert numerals.read(text) == value


@given(st.text(alphabet=numerals.NUMERALS, max_size=30))
def test_any_run_of_numerals_is_read_or_refused(text: str) -> None:
    value = numerals.read(text)
    assert value is None or 0 <= value < numerals.LARGEST


@given(st.text(max_size=6))
def test_any_text_is_an_ordinal_a_day_or_none(text: str) -> None:
    for reading in (numerals.ordinal, numerals.day, numerals.by_digit):
        value = reading(text)
        assert value is None or value >= 0


def test_ordinals_of_headings() -> None:
    pattern = re.compile(f"{numerals.ORDINAL}$")
    for value in range(1, 100):
        written = numerals.write(value)
        assert pattern.match(written)
        assert numerals.ordinal(written) == value
    assert numerals.ordinal("零") is None
    assert numerals.ordinal("一百") is None


@pytest.mark.parametrize("text", ["二〇二三", "二○二三", "二零二三", "二O二三", "二0二三"])
def test_years_by_digit_however_the_zero_was_typed(text: str) -> None:
    assert re.fullmatch(numerals.HAN_YEAR, text)
    assert numerals.by_digit(text) == 2023


@pytest.mark.parametrize(
    ("part", "matches", "fails"),
    [
        (patterns.MARKER, ["一、", "十二.", "(三)", "1.", "(12)"], ["1.5", "百、", "(百)", "123."]),
        (patterns.DATE, ["2017-01-31", "2017年1月31日", "2017/1/3"], ["17-1-31", "2017-1-311"]),
        (
            patterns.HAN_DATE,
            ["二〇一七年元月廿三日", "二O一七年十二月三十一日"],
            ["二〇一七年一月"],
        ),
        (patterns.PART, ["第三部分", "第二十条", "第1章"], ["三部分", "第条"]),
    ],
)
def test_shared_parts(part: str, matches: list[str], fails: list[str]) -> None:
    for text in matches:
        assert re.fullmatch(part, text), text
    for text in fails:
        assert not re.fullmatch(part, text), text
