"""The grammar of anchors: every anchor is read back as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.anchors import (
    Anchor,
    Carrier,
    CellPlace,
    CharsPlace,
    HtmlPlace,
    LinePlace,
    ParagraphPlace,
    PdfPlace,
    SheetPlace,
    XmlPlace,
)

number = st.integers(1, 10**6)
offset = st.integers(0, 10**7)
spans = st.lists(st.tuples(offset, offset), max_size=3).map(tuple)
path = st.lists(number, max_size=8).map(tuple)
literal = st.none() | st.tuples(offset, offset)
points = st.integers(-1000, 99999).map(lambda tenths: tenths / 10)
places = st.one_of(
    st.builds(HtmlPlace, path, spans, st.none() | st.builds(Carrier, path, literal)),
    st.builds(PdfPlace, number, points, points, points, points),
    st.builds(ParagraphPlace, number, spans),
    st.builds(CellPlace, number, number, number, spans),
    st.builds(LinePlace, number, spans),
    st.builds(XmlPlace, path, spans),
    st.builds(SheetPlace, st.text(min_size=1), number, st.integers(1, 16384), spans),
    st.builds(CharsPlace, offset, offset),
)
anchors = st.builds(
    Anchor,
    st.lists(places, min_size=1, max_size=3).map(tuple),
    st.lists(st.text(min_size=1), max_size=3).map(tuple),
)


@given(anchors)
def test_round_trip(anchor: Anchor) -> None:
    assert Anchor.parse(str(anchor)) == anchor


@given(anchors)
def test_one_line_without_quotes(anchor: Anchor) -> None:
    assert not {'"', "'", "\n", "\r", "<", "&", "#"} & set(str(anchor))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("html:", HtmlPlace(())),
        ("html:/2/14@0-4+6-7", HtmlPlace((2, 14), ((0, 4), (6, 7)))),
        ("html:/1/3[20-90]>/2@0-4", HtmlPlace((2,), ((0, 4),), Carrier((1, 3), (20, 90)))),
        ("html:/1/3>", HtmlPlace((), (), Carrier((1, 3)))),
        ("pdf:3@72.1,500,90.5,512", PdfPlace(3, 72.1, 500.0, 90.5, 512.0)),
        ("docx:t2/r3/c1", CellPlace(2, 3, 1)),
        ("text:12@5-9", LinePlace(12, ((5, 9),))),
        ("sheet:表%201/AB7", SheetPlace("表 1", 7, 28)),
    ],
)
def test_examples(text: str, place: object) -> None:
    assert Anchor.parse(text).places == (place,)
    assert str(Anchor.parse(text)) == text


@given(st.text())
def test_anything_else_is_refused(text: str) -> None:
    try:
        anchor = Anchor.parse(text)
    except ValueError:
        return
    assert Anchor.parse(str(anchor)) == anchor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "html",
        "html:/0",
        "html:/1@",
        "html:/1@3",
        "pdf:1",
        "docx:t1/r1",
        "!html:/1",
        "a!",
        "doc:p1",
    ],
)
def test_broken(text: str) -> None:
    with pytest.raises(ValueError, match="not "):
        Anchor.parse(text)
