"""Spreadsheets → blocks."""

from __future__ import annotations

import random
import re
import sys
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcrawl.reading.formats.legacy import read_unsupported
from govcrawl.reading.formats.sniff import XLS, XLSX
from tests.makers.ole import xls

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook() -> bytes:
    """One sheet: a merged heading, a label, a whole number, a decimal and a blank."""
    sheet = (
        f"<worksheet {_MAIN}><sheetData>"
        '<row r="1"><c r="A1" t="inlineStr"><is><t>统计表</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>收费</t></is></c>'
        '<c r="B2"><v>12</v></c><c r="C2"><v>96171.600000000006</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>其他</t></is></c></row>'
        '</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells></worksheet>'
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="rId1" Type="{_REL}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_REL}"><sheets>'
        '<sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/relationships"><Relationship Id="rId1" Type="{_REL}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_a_sheet() -> None:
    pytest.importorskip("python_calamine")
    name, block = read_unsupported(workbook(), XLSX).blocks
    assert (name.text, name.prominent) == ("表一", True)
    grid = block.grid
    assert grid is not None
    found = {(c.row, c.column): (c.text, c.colspan) for c in grid.cells}
    assert found == {
        (0, 0): ("统计表", 3),
        (1, 0): ("收费", 1),
        (1, 1): ("12", 1),
        (1, 2): ("96171.6", 1),
        (2, 0): ("其他", 1),
        (2, 1): ("", 1),
        (2, 2): ("", 1),
    }


def test_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    (issue,) = read_unsupported(b"PK", XLS).issues
    assert issue.evidence == "library_missing"
    assert 'pip install "govcrawl[office]"' in issue.message


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_mutations_never_raise(seed: int) -> None:
    pytest.importorskip("python_calamine")
    chance = random.Random(seed)
    data = bytearray(workbook())
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    read_unsupported(bytes(data), XLSX)


def with_sheet(sheet: bytes, **more: bytes) -> bytes:
    """The workbook with another sheet; ``more``: members beside it."""
    buffer = BytesIO()
    with ZipFile(BytesIO(workbook())) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.endswith("sheet1.xml"):
                new.writestr(name, old.read(name))
        new.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in more.items():
            new.writestr(name, content)
    return buffer.getvalue()


def rows(*text: bytes) -> bytes:
    return b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (_MAIN.encode(), b"".join(text))


_CELL = b"<c><v>1</v></c>"
_BOMBS = {
    "opposite corners": with_sheet(
        rows(
            b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>'
        )
    ),
    "without addresses": with_sheet(
        rows(b"<row>" + _CELL * 5000 + b"</row>", b"<row/>" * 5000, b"<row>" + _CELL + b"</row>")
    ),
    "blanks": with_sheet(rows(b" " * (49 << 20))),
    "corners of an old one": xls((0, 0), (65535, 65535)),
    "stated by an old one": xls((0, 0), dimensions=(0, 0xFFFFFFF0, 0, 0xFFF0)),
}


@pytest.mark.parametrize("name", _BOMBS)
def test_a_sheet_too_large_for_memory_is_refused(name: str) -> None:
    """Unchecked, each of them ends the process or takes gigabytes."""
    pytest.importorskip("python_calamine")
    data = _BOMBS[name]
    document = read_unsupported(data, XLS if "old" in name else XLSX)
    assert not document.blocks
    (said,) = document.issues
    assert (said.code, said.severity, said.evidence) == ("not_parsed", "error", "too_large")
    found, limit = map(int, re.search(r"(\d+) (?:bytes|cells), over the limit of (\d+)", said.message_en).groups())  # fmt: skip
    assert found > limit


def test_the_directory_of_a_workbook_may_lie() -> None:
    """It states 100 bytes for a sheet of 49 MB."""
    pytest.importorskip("python_calamine")
    data = bytearray(_BOMBS["blanks"])
    size = (49 << 20) + len(rows())
    stated = size.to_bytes(4, "little")
    assert data.count(stated) == 2
    lied = bytes(data).replace(stated, (100).to_bytes(4, "little"))
    document = read_unsupported(lied, XLSX)
    assert not document.blocks
    assert document.issues


def test_an_old_sheet() -> None:
    pytest.importorskip("python_calamine")
    grid = read_unsupported(xls((0, 0), (1, 1)), XLS).blocks[1].grid
    assert grid is not None
    assert [cell.text for cell in grid.cells] == ["1", "", "", "1"]


def test_entities_of_a_sheet_are_not_resolved() -> None:
    pytest.importorskip("python_calamine")
    laugh = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    sheet = rows(b'<row><c t="inlineStr"><is><t>&j;&f;</t></is></c></row>')
    declared = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY f SYSTEM "file:///etc/passwd">%s]>' % laugh
    text = repr(read_unsupported(with_sheet(declared + sheet), XLSX))
    assert "root:" not in text
    assert len(text) < 2000
