"""DOC → blocks. The fixtures are our own text, saved by LibreOffice as Word 97-2003."""

from __future__ import annotations

import random
import struct
import sys
import time
from pathlib import Path

import pytest

from govcrawl.reading.formats.doc.doc import read_doc
from govcrawl.reading.formats.doc.doc_binary import Runs, read_pieces, sprms
from govcrawl.reading.formats.doc.doc_properties import Paragraph, Row, read_paragraph
from govcrawl.reading.formats.doc.doc_tables import TableRow, parts, to_grid
from govcrawl.reading.model import Document, Grid
from govcrawl.reading.reader import to_document

pytest.importorskip("olefile")
_FIXTURES = Path(__file__).parents[1] / "fixtures"


def fixture(name: str) -> bytes:
    return (_FIXTURES / name).read_bytes()


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if b.kind == "paragraph"]


def shown(grid: Grid) -> list[str]:
    return ["|".join(c.text if c else "~" for c in row) for row in grid.expanded()]


def test_text_and_merged_cells() -> None:
    document = read_doc(fixture("merged.doc"))
    assert texts(document) == [
        "某某市民政局2016年政府信息公开工作年度报告",
        "本报告根据《条例》编制，由概述、主动公开等部分组成。Tel：0000-12345678，café。",
        "一、概述",
        "2016年，本局主动公开政府信息128条，其中网站公开100条。 制表",
        "二、存在的问题",
        "第一行",
        "第二行",
        "某某市民政局",
        "2017年3月1日",
    ]
    assert document.blocks[0].prominent
    assert not document.blocks[1].prominent
    merged, plain = (b.grid for b in document.blocks if b.grid is not None)
    assert shown(merged) == [
        "指标|指标|指标|单位|数量",
        "一、主动公开|总数|总数|条|128",
        "一、主动公开|其中|网站|条|100",
        "一、主动公开|其中|报刊|条|",
        "二、申请|收到|收到|件|1,234",
        "合计|合计|合计|合计|/",
    ]
    assert shown(plain) == ["甲|乙", "1|22"]
    assert not document.issues


def test_numbers_fields_revisions_and_nested_tables() -> None:
    document = read_doc(fixture("numbered.doc"))
    assert texts(document)[1:] == [
        "一、概述",
        "全年主动公开信息56条。",
        "二、主动公开情况",
        "（一）公开渠道",
        "（二）公开内容",
        "网址为www.example.org，欢迎访问。",
        "共受理申请12件。",
        "三、不足",
    ]
    (grid,) = (b.grid for b in document.blocks if b.grid is not None)
    assert shown(grid) == ["00第二段|01|02", "10||12", "20|21内1内2|22"]


def test_the_name_does_not_matter() -> None:
    for name in ("a.wps", "a.doc", "a"):
        document = to_document(fixture("merged.doc"), url=name, content_type="text/html")
        assert document.media_type == "application/msword"
        assert len(document.blocks) == 11


def test_what_is_not_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(fixture("merged.doc"))
    at = data.index(b"\xec\xa5")
    data[at + 0x0B] |= 0x01  # fEncrypted
    assert read_doc(bytes(data)).issues[0].evidence == "encrypted"
    data[at] = 0xDC
    assert read_doc(bytes(data)).issues[0].evidence == "doc_version"
    assert read_doc(bytes(data[:3000])).issues[0].evidence == "damaged"
    monkeypatch.setitem(sys.modules, "olefile", None)
    (issue,) = read_doc(bytes(data)).issues
    assert issue.evidence == "library_missing"
    assert "govcrawl[office]" in issue.message


@pytest.mark.parametrize("name", ["merged.doc", "numbered.doc"])
def test_damaged_files_end_quickly(name: str) -> None:
    whole = fixture(name)
    chance = random.Random(5)
    start = time.process_time()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 4, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(600, len(data)) :]
        document = read_doc(bytes(data))
        assert document.blocks or document.issues
    assert time.process_time() - start < 20


def test_sizes_that_lie() -> None:
    for at in (0x2C, 0x40, 0x48):
        data = bytearray(fixture("merged.doc"))
        data[at : at + 4] = b"\xff\xff\xff\x7f"
        assert read_doc(bytes(data)).issues[0].evidence == "damaged"


def test_pieces_of_both_widths() -> None:
    descriptors = struct.pack("<HIH", 0, 2048, 0) + struct.pack("<HIH", 0, 0x40000000 | 8192, 0)
    plc = struct.pack("<3I", 0, 5, 9) + descriptors
    clx = b"\x01\x03\x00abc" + b"\x02" + struct.pack("<I", len(plc)) + plc
    pieces = read_pieces(clx)
    assert [(p.start, p.end, p.offset, p.width) for p in pieces] == [
        (0, 5, 2048, 2),
        (5, 9, 4096, 1),
    ]
    assert read_pieces(clx[:20]) == []


def test_modifiers_kept_elsewhere_come_in_their_place() -> None:
    # Word keeps a row's definition in the Data stream too, before the one that counts
    inner = struct.pack("<HBBH", 0x7621, 0, 3, 360)
    data = b"\x00" * 4 + struct.pack("<H", len(inner)) + inner
    own = struct.pack("<HI", 0x646B, 4) + struct.pack("<HB", 0x2416, 1)
    assert [code for code, _ in sprms(own, data)] == [0x7621, 0x2416]
    paragraph = read_paragraph(Paragraph(), own, data)
    assert paragraph.depth == 1
    assert paragraph.row.edges == (0, 360, 720, 1080)
    pointing_at_itself = struct.pack("<HI", 0x646B, 0)
    loop = struct.pack("<H", 6) + pointing_at_itself
    assert list(sprms(pointing_at_itself, loop)) == []


def test_runs_have_gaps() -> None:
    runs = Runs([10, 30], [20, 40], [0, 0], [b"a", b"b"])
    assert list(runs.within(5, 45)) == [
        (5, 10, b""),
        (10, 20, b"a"),
        (20, 30, b""),
        (30, 40, b"b"),
        (40, 45, b""),
    ]


def row(*cells: str, edges: tuple[int, ...], across: tuple[int, ...] = ()) -> TableRow:
    return TableRow(list(cells), Row(edges, across, (0,) * len(cells)))


def test_edges_a_hair_apart_are_one() -> None:
    grid = to_grid(
        [
            row("甲", "乙", edges=(-108, 2000, 4000)),
            row("1", "2", edges=(-115, 2030, 4010)),
            row("共", edges=(-108, 4010)),
        ]
    )
    assert grid is not None
    assert shown(grid) == ["甲|乙", "1|2", "共|共"]


def test_a_sliver_at_the_end_keeps_its_own_column() -> None:
    grid = to_grid([row("甲", "", edges=(0, 2000, 2060)), row("乙", edges=(0, 2060))])
    assert grid is not None
    assert shown(grid) == ["甲|", "乙|乙"]


def test_cells_merged_across_by_flags() -> None:
    for flags in ((1, 2, 2, 0), (2, 1, 1, 0)):
        grid = to_grid([row("甲", "", "", "乙", edges=(0, 900, 1800, 2700, 3600), across=flags)])
        assert grid is not None
        assert shown(grid) == ["甲|甲|甲|乙"]


def test_a_table_with_uncertain_columns_is_not_placed() -> None:
    assert to_grid([row("甲", "乙", edges=(0, 900)), row("1", "2", edges=(0, 900, 1800))]) is None
    plain = to_grid([row("甲", "乙", edges=()), row("1", "2", edges=())])
    assert plain is not None
    assert shown(plain) == ["甲|乙", "1|2"]
    assert to_grid([row("甲", "乙", edges=()), row("1", edges=())]) is None


def test_tables_that_touch_are_two() -> None:
    first = [row("共", edges=(0, 1800)), row("甲", "乙", edges=(0, 900, 1800))]
    second = [row("丙", "丁", edges=(0, 2500, 5000))]
    assert parts([*first, *second]) == [first, second]
    assert parts(first) == [first]
