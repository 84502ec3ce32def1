"""The number grammar on text of our own writing."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.lexicon.vocabulary import CLASSIFIERS as UNITS
from govcrawl.reading.narrative.numbers import Quantity, quantities
from govcrawl.text import fold
from govcrawl.text.numerals import read as from_chinese
from govcrawl.text.numerals import write as to_chinese
from tests.growth import LINEAR, growth


def read(text: str) -> list[Quantity]:
    return list(quantities(fold(text).text))


def values(text: str) -> list[tuple[float | None, str | None]]:
    return [(q.value, q.unit) for q in read(text) if q.value is not None and q.unit]


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_numerals_round_trip(value: int) -> None:
    assert from_chinese(to_chinese(value)) == value


@given(st.integers(min_value=1, max_value=99_999))
def test_numerals_before_a_unit_are_read(value: int) -> None:
    assert values(f"共收到{to_chinese(value)}件") == [(value, "件")]


@given(st.integers(min_value=0, max_value=10**14), st.sampled_from(UNITS))
def test_digits_in_every_notation(value: int, unit: str) -> None:
    grouped = f"{value:,}"
    wide = str(value).translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    for printed in (str(value), grouped, grouped.replace(",", "，"), wide, f" {value} "):
        assert values(f"共有{printed}{unit}") == [(value, unit)]


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=9999))
def test_wan_scales_the_number(whole: int, rest: int) -> None:
    assert values(f"达{whole}.{rest:04}万次") == [(whole * 10_000 + rest, "次")]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", 10), ("廿一", 21), ("两百零五", 205), ("一百一十", 110), ("百万", 10**6), ("千", 1000)],
)
def test_usual_numerals(numeral: str, value: int) -> None:
    assert from_chinese(numeral) == value


@pytest.mark.parametrize(
    "numeral", ["", "一二", "三百二", "十百", "零五", "万一", "二〇一六", "三万五"]
)
def test_strings_that_are_no_numerals(numeral: str) -> None:
    assert from_chinese(numeral) is None


@pytest.mark.parametrize(
    ("text", "value", "modifier", "lower", "upper"),
    [
        ("共40件", 40, "exact", 40, 40),
        ("共40余件", 40, "approx", 40, None),
        ("共40多件", 40, "approx", 40, None),
        ("超过40件", 40, "approx", 40, None),
        ("逾40件", 40, "approx", 40, None),
        ("达40件以上", 40, "approx", 40, None),
        ("近40件", 40, "approx", None, 40),
        ("不足40件", 40, "approx", None, 40),
        ("约40件", 40, "approx", None, None),
        ("40件左右", 40, "approx", None, None),
        ("3万余次", 30_000, "approx", 30_000, None),
        ("120余万人次", 1_200_000, "approx", 1_200_000, None),
        ("十余件", 10, "approx", 10, None),
        ("浏览量破千", 1000, "approx", 1000, None),
        ("节约40件", 40, "exact", 40, 40),
        ("最近40件", 40, "exact", 40, 40),
    ],
)
def test_qualifiers(
    text: str, value: float, modifier: str, lower: float | None, upper: float | None
) -> None:
    (q,) = [q for q in read(text) if q.value is not None]
    assert (q.value, q.modifier, q.lower, q.upper) == (value, modifier, lower, upper)


def test_the_span_is_the_value_alone() -> None:
    text = "累计达3.5万余人"
    (q,) = read(text)
    assert text[q.start : q.end] == "3.5万"
    assert text[q.left : q.right] == "3.5万余人"


@pytest.mark.parametrize(
    "text",
    [
        "第20条", "第二十条", "〔2017〕55号", "12345热线", "0830-4250655", "邮编646300",
        "2017年1月31日", "每一件", "数十件", "几百件", "上百件", "3-5件", "3至5件", "3~5件",
        "一是加强", "进一步", "三公经费", "两微一端", "统一", "IPV6", "12 345 6件", "十八届六中全会",
        "1234567890123456789件", "20161123",
    ],
)  # fmt: skip
def test_what_is_no_quantity(text: str) -> None:
    assert values(text) == []


def test_a_blank_joins_groups_of_three_and_parts_all_else() -> None:
    assert values("共1 234 567件") == [(1_234_567, "件")]
    assert values("426716 26270件") == []


def test_percentages() -> None:
    assert values("办结率98.5%，百分之九十满意") == [(98.5, "%"), (90, "%")]


def test_money_keeps_its_unit() -> None:
    assert values("经费45.6万元，3万余元") == [(45.6, "万元"), (30_000, "元")]


@given(st.text(max_size=80))
def test_any_text_is_read_and_spans_stay_inside(text: str) -> None:
    folded = fold(text)
    end = 0
    for q in quantities(folded.text):
        assert end <= q.left <= q.start < q.end <= q.right <= len(folded.text)
        assert 0 <= folded.printed(q.start) < len(text)
        end = q.start


@given(st.text(alphabet="12,. 　\u200b件万\n", max_size=60))
def test_folding_leads_back(text: str) -> None:
    folded = fold(text)
    for i, char in enumerate(folded.text):
        assert char in (text[folded.printed(i)], " ")


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1 ", "1,111", "一", "万", "百分之", "3件", "1.1.", "余"]
)
def test_long_runs_take_linear_time(piece: str) -> None:
    once, twice = (fold(piece * (size // len(piece))).text for size in (100_000, 200_000))
    assert growth(lambda text: deque(quantities(text), 0), once, twice) <= LINEAR
