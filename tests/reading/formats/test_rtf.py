"""RTF: code pages, merged cells, and what a reader of the page does not see."""

from __future__ import annotations

from govcrawl.anchors import Anchor
from govcrawl.reading.formats.rtf import read_rtf
from govcrawl.reading.model import Document


def document(body: bytes) -> Document:
    fonts = rb"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset134 SimSun;}}"
    return read_rtf(rb"{\rtf1\ansi\ansicpg936\deff0" + fonts + body + b"}")


def hexed(text: str) -> bytes:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030")).encode()


def texts(found: Document) -> list[str]:
    return [block.text for block in found.blocks]


def test_text_in_two_notations_is_one() -> None:
    body = rb"\f1 " + hexed("年度") + rb"\f0 \u25253?\u21578? 2023\par " + hexed("其他") + rb"\par"
    assert texts(document(body)) == ["年度报告 2023", "其他"]


def test_struck_hidden_and_raised_text_is_no_part_of_a_number() -> None:
    found = document(rb"12{\strike 13}\par 14{\v 5}\par 16{\super 3}\par")
    assert texts(found) == ["12", "14", "16³"]
    assert {(block.text, block.fate) for block in found.unseen()} == {
        ("13", "unseen:struck"),
        ("5", "unseen:hidden"),
    }


def test_cells_keep_their_columns_where_others_are_merged() -> None:
    row = rb"\trowd%s\intbl %s\row "
    first = row % (
        rb"\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000",
        rb"A\cell B\cell \cell",
    )
    second = row % (rb"\clvmrg\cellx1000\cellx2000\cellx3000", rb"\cell 1\cell 2\cell")
    (block,) = document(first + second + rb"\pard").blocks
    assert block.grid is not None
    placed = {(c.text, c.row, c.column, c.rowspan, c.colspan) for c in block.grid.cells if c.text}
    assert placed == {("A", 0, 0, 2, 1), ("B", 0, 1, 1, 2), ("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1)}


def test_a_table_within_a_cell_is_a_table_of_its_own() -> None:
    inner = (
        rb"\pard\intbl\itap2 x\nestcell y\nestcell"
        rb"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
    )
    outer = (
        rb"\trowd\cellx4000\cellx9000\pard\intbl\itap1 left\par"
        + inner
        + rb"\pard\intbl\itap1 \cell right\cell\row\pard"
    )
    assert texts(document(outer)) == ["x y", "left right"]


def test_damage_is_said() -> None:
    assert [i.code for i in read_rtf(b"{\\rtf1\\ansi\\ansicpg31337 x}").issues] == ["not_parsed"]
    assert read_rtf(b"{\\rtf1" + b"{" * 100_000 + b"x").issues == []


def test_every_character_has_the_bytes_that_write_it() -> None:
    data = (
        rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 a;}}\f0 \'d6\'f7\u21160?\'b6\'af 3{\b 1}{\strike 7}"
        rb"\par\trowd\cellx100\cellx200\intbl \'bc\'fe\cell 42\cell\row\trowd\cellx100\cellx200\intbl x\cell\cell\row}"
    )
    blocks = read_rtf(data).blocks
    text = blocks[0]
    assert text.text == "主动动 31"
    assert text.place is not None
    written = [
        b"".join(data[p.start : p.end] for p in Anchor.parse(found).places)  # type: ignore[union-attr]
        for found in (text.place.anchor(n, n + 1, {}) for n in range(5))
    ]
    assert written == [rb"\'d6\'f7", rb"\u21160", rb"\'b6\'af", b"3", b"1"]
    (grid,) = (block.grid for block in blocks if block.grid is not None)
    found = {c.text: c.place.anchor(0, None, {}) for c in grid.cells if c.place is not None}
    places = {text: Anchor.parse(anchor).places for text, anchor in found.items()}
    (number,) = places["42"]
    assert data[number.start : number.end] == b"42"  # type: ignore[union-attr]
    (blank,) = places[""]
    assert data[blank.start :].startswith(rb"\cell\row")  # type: ignore[union-attr]
