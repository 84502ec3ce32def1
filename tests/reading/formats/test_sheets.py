"""Spreadsheets → blocks."""

from __future__ import annotations

import random
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcrawl.reading.formats.legacy import read_unsupported
from govcrawl.reading.formats.sniff import XLS, XLSX

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
