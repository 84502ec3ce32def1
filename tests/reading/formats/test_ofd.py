"""OFD files: read as the pages of a PDF are."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from govcrawl.reading import read
from govcrawl.reading.formats.ofd import read_ofd
from tests.makers.ofd import print_ofd
from tests.makers.printing import ERAS, paper


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("ruled", [True, False])
def test_every_cell_is_read(era: str, ruled: bool) -> None:
    made = paper(era, 11, blanks=0.3)
    reading = read(print_ofd(made, ruled=ruled), url="file:///report.ofd")
    (report,) = reading.reports
    keys = made.expected.keys() | report.tables.keys()
    assert {k for k in keys if made.expected.get(k) != report.tables.get(k)} == set()
    read_cells = [cell for cell in report.table_cells if cell.state == "read"]
    assert all(cell.anchor and cell.anchor.startswith("pdf:") for cell in read_cells)


def test_what_cannot_be_read_is_said() -> None:
    whole = print_ofd(paper("format_2021", 1))
    empty = BytesIO()
    with ZipFile(empty, "w") as archive:
        archive.writestr("OFD.xml", "<OFD/>")
    for data in (whole[: len(whole) // 2], b"PK\x03\x04", empty.getvalue()):
        document = read_ofd(data)
        assert document.blocks == []
        assert [i.code for i in document.issues] == ["not_parsed"]


def test_a_bomb_is_not_unpacked() -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", 8) as archive:
        archive.writestr("OFD.xml", "<OFD><DocRoot>a.xml</DocRoot></OFD>")
        archive.writestr("a.xml", b" " * (80 << 20))
    assert [i.code for i in read_ofd(bomb.getvalue()).issues] == ["not_parsed"]
