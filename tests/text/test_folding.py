from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.text import Folded, collapse, even, fold, squash
from govcrawl.text.characters import INVISIBLE, TABLE, whole

#: Text as reports hold it, with everything that folding touches.
texts = st.text(
    st.one_of(
        st.sampled_from("12,. 　\u200b件万\n（）①⑴㈠⒈Ⅱ“”‘’—―∶萬後﹕…²⺝\xa0\u2028"),
        st.sampled_from(sorted(TABLE)),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@given(texts)
def test_every_folded_character_leads_back_to_the_printed_one_it_stands_for(text: str) -> None:
    folded = fold(text)
    last = -1
    for i, char in enumerate(folded.text):
        printed = folded.printed(i)
        assert char in TABLE.get(text[printed], text[printed]) or char == " "
        assert printed >= last
        last = printed


@given(texts)
def test_the_two_folds_agree(text: str) -> None:
    assert "".join(fold(text).text.split()) == squash(text)
    assert "".join(even(text).split()) == squash(text)


@given(texts)
def test_what_is_folded_stays_when_folded_again(text: str) -> None:
    assert squash(squash(text)) == squash(text)
    once = fold(text).text
    assert fold(once).text == once


@given(texts, st.data())
def test_invisible_characters_make_no_difference(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    mark = data.draw(st.sampled_from(INVISIBLE))
    marked = text[:at] + mark + text[at:]
    assert squash(marked) == squash(text)
    assert fold(marked).text == fold(text).text
    assert collapse(marked) == collapse(text)


#: Characters of Cf that are seen: they stand below or around the number that follows.
SEEN_FORMATS = set(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
#: Default_Ignorable_Code_Point in the Unicode Character Database that is not of Cf.
IGNORED = [
    (0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2065, 0x2065),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF),
]  # fmt: skip


def test_all_format_and_ignored_characters_are_invisible() -> None:
    formats = {c for c in map(chr, range(0x110000)) if unicodedata.category(c) == "Cf"}
    ignored = {chr(code) for first, last in IGNORED for code in range(first, last + 1)}
    assert (formats - SEEN_FORMATS) | ignored <= set(INVISIBLE)
    assert not SEEN_FORMATS & set(INVISIBLE)
    assert not any(
        c.isspace() or c.isalnum() for c in INVISIBLE if c not in "\u115f\u1160\u3164\uffa0"
    )


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("0527ｰ8355、0527ー8355", "0527-8355、0527-8355"),
        ("𝟐𝟎𝟐𝟑年𝟙月𝟷日", "2023年1月1日"),
        ("⑵㈠①⒈❸㊀⑩", "(2)(一)(1)1.(3)(一)(10)"),
        ("“甲”‘乙’「丙」『丁』", "\"甲\"'乙'\"丙\"'丁'"),
        ("2019―2020—2021–2022", "2019-2020-2021-2022"),
        ("主動公開政府資訊後續萬億條", "主动公开政府资讯后续万亿条"),
        ("為爲眾衆裡裏於併並祇瞭", "为为众众里里于并并只了"),
        ("乾安县", "乾安县"),  # a name of simplified text keeps its character
        ("⼀⻓⻄⾦", "一长西金"),
        ("收费∶１２．５％", "收费:12.5%"),
        ("12²平方米½", "12²平方米½"),  # what is raised or a part never becomes a digit
    ],
)
def test_characters_stand_for_one_another(printed: str, plain: str) -> None:
    assert squash(printed) == plain
    assert fold(printed).text == plain


def test_a_mark_of_a_note_never_becomes_a_digit_of_the_figure_before_it() -> None:
    for code in range(0x2460, 0x2500):
        assert not fold("12" + chr(code) + "件").text[2].isdecimal()


def test_digits_are_those_of_ascii() -> None:
    """A figure in another script's digits is no figure: only forms of 0-9 become digits."""
    for printed, plain in TABLE.items():
        if plain.isdecimal():
            assert unicodedata.decimal(printed, None) == int(plain), printed


def test_a_blank_stays_between_two_digits_only() -> None:
    assert fold("共 12 345 件 6").text == "共12 345件6"
    assert fold("1 \u200b 2").text == "1 2"
    assert fold("１　２").text == "1 2"


def test_spans_cover_what_was_printed() -> None:
    folded = fold("  ⑽ 受理 １２ 件")
    start = folded.text.index("受理12")
    assert folded.span(start, start + 4) == (4, 9)
    assert folded.span(0, 4) == (2, 3)
    assert isinstance(folded, Folded)


def test_radicals_are_the_characters_they_are_printed_as() -> None:
    assert "".join(map(whole, "⻓⼀長")) == "长一長"


def test_a_long_page_is_folded_fast() -> None:
    page = (
        "（一）主動公開情況。2023年，我局主动公开政府信息1,234条，其中“微博”公开 12 条。\n" * 2500
    )
    begin = time.process_time()
    fold(page)
    squash(page)
    assert time.process_time() - begin < 0.5
