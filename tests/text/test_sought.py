"""What a pattern's matches must hold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.platforms import PLATFORMS
from govcrawl.text.sought import expect, held, literals, may_hold, search

_PATTERNS = [
    r"ab+c?de|(?:xy|yz)a{2,3}",
    r"(?i:ab)c|d\d?e",
    r"(?P<a>ab)(?=c)|[ab]{2}cd",
    r"(?<!a)bc(?:d|(?:ea|eb))*yy",
    r"a*bc?|",
]


@given(st.sampled_from(_PATTERNS), st.text("abcdexyz1AB", max_size=12))
def test_a_text_is_found_as_the_pattern_alone_finds_it(pattern: str, text: str) -> None:
    compiled = re.compile(pattern)
    found, alone = search(compiled, text), compiled.search(text)
    assert (found and found.span()) == (alone and alone.span())


@pytest.mark.parametrize(
    ("pattern", "flags", "words"),
    [
        ("安全验证|访问(?:过于)?频繁", 0, {"安全验证", "访问"}),
        (r"<title>[^<]{0,9}(?:404|Not Found)", 0, {"404", "Not Found"}),
        ("access denied|公开", re.IGNORECASE, set()),
        ("a?", 0, set()),
    ],
)
def test_the_telling_words_of_a_pattern(pattern: str, flags: int, words: set[str]) -> None:
    assert set(literals(re.compile(pattern, flags))) == words


def test_each_mark_of_a_platform_stands_behind_a_word() -> None:
    marks = [mark for platform in PLATFORMS for mark, _ in getattr(platform, "signs", ())]
    assert marks
    assert all(literals(mark) for mark in marks)
    assert not may_hold(re.compile("UCAPTITLE"), "<html>")


EXPECTED = re.compile("安全验证|wzws|expected[.]js")


@given(st.lists(st.sampled_from(["安全验", "证", "wz", "ws", "expected.", "js", "年报", "安"])))
def test_what_bytes_hold_is_found_in_either_encoding(pieces: list[str]) -> None:
    expect(EXPECTED)
    text = "".join(pieces)
    for encoding in ("utf-8", "gb18030"):
        there = held(text.encode(encoding))
        assert there is not None
        assert {word for word in literals(EXPECTED) if word in text} <= there
        assert may_hold(EXPECTED, text, there) >= may_hold(EXPECTED, text)


def test_bytes_of_two_to_a_character_tell_nothing() -> None:
    expect(EXPECTED)
    assert held("expected.js".encode("utf-16")) is None
    assert may_hold(EXPECTED, "expected.js", None)
