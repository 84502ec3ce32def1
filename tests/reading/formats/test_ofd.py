"""OFD files: read as the pages of a PDF are."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import accumulate
from zipfile import ZipFile

import lxml.etree
import pytest

from govcrawl.anchors import Anchor, PdfPlace
from govcrawl.reading import read
from govcrawl.reading.formats.ofd import read_ofd
from tests.makers.ofd import print_ofd
from tests.makers.printing import ERAS, paper
from tests.reading.test_anchoring import figures, squashed


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


def characters(data: bytes) -> list[list[tuple[str, float, float]]]:
    """The characters of each page with a point within each, in points from the lower left corner
    (GB/T 33190-2016, 11.3: a text begins at X, Y of its object and goes on by DeltaX)."""
    pages = []
    with ZipFile(BytesIO(data)) as archive:
        names = [n for n in archive.namelist() if re.search(r"Page_?\d+/Content.xml$", n)]
        for name in sorted(names, key=lambda n: int(re.findall(r"\d+", n)[-1])):
            found = []
            for item in lxml.etree.fromstring(archive.read(name)).iter("{*}TextObject"):
                left, top, _, _ = map(float, item.get("Boundary").split())
                size = float(item.get("Size"))
                for code in item.iter("{*}TextCode"):
                    steps = map(float, code.get("DeltaX", "").split())
                    x, y = left + float(code.get("X")), top + float(code.get("Y"))
                    for char, at in zip(code.text, accumulate(steps, initial=x), strict=False):
                        point = at + size / 4, 297 - y + size / 3
                        found.append((char, *(v * 72 / 25.4 for v in point)))
            pages.append(found)
    return pages


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("ruled", [True, False])
def test_what_stands_in_the_box_of_an_anchor_is_what_was_read(era: str, ruled: bool) -> None:
    data = print_ofd(paper(era, 12, blanks=0.2), ruled=ruled)
    (report,) = read(data, url="file:///report.ofd").reports
    pages, looked_up = characters(data), 0
    for name, printed, anchor in figures(report):
        assert anchor is not None or not printed, name
        text = ""
        for place in Anchor.parse(anchor).places if anchor else ():
            assert isinstance(place, PdfPlace)
            text += "".join(
                char
                for char, x, y in pages[place.page - 1]
                if place.x0 <= x <= place.x1 and place.y0 <= y <= place.y1
            )
        assert squashed(text) == squashed(printed), (name, anchor)
        looked_up += 1
    assert looked_up > 20


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
