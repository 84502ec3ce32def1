"""Every figure and cell leads to its place: looked up again in the same bytes, by other means
than the reader's, the anchor gives exactly the printed text, white space apart."""

from __future__ import annotations

import email
import json
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import olefile
import pytest

import govcrawl
from govcrawl.anchors import (
    Anchor,
    Carrier,
    CellPlace,
    CharsPlace,
    HtmlPlace,
    LinePlace,
    ParagraphPlace,
    SheetPlace,
    XmlPlace,
)
from govcrawl.reading.formats.doc.doc import read_doc
from govcrawl.reading.formats.sheets.sheets import read_sheets
from govcrawl.reading.formats.sniff import XLS
from govcrawl.reading.reader import read
from govcrawl.report import Report
from tests.makers.ole import xls

ROOT = Path(__file__).resolve().parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def squashed(text: str) -> str:
    return "".join(
        c
        for c in unicodedata.normalize("NFKC", text)
        if not c.isspace() and unicodedata.category(c) != "Cf"
    )


class Source:
    """The bytes of a file, looked up by anchor."""

    def __init__(self, data: bytes, encoding: str | None) -> None:
        self.data = data
        self.encoding = encoding or "utf-8"
        self._tree: Any = None
        self._parts: dict[str, Source] = {}

    def text(self, anchor: str) -> str | None:
        """What stands at an anchor; None for places this test cannot look up."""
        parsed = Anchor.parse(anchor)
        source = self
        for part in parsed.parts:
            source = source.part(part)
        texts = [source._place(place) for place in parsed.places]
        return None if None in texts else "".join(t for t in texts if t is not None)

    def part(self, name: str) -> Source:
        """A file within the file: a member of a ZIP archive, or part of a mail."""
        if name not in self._parts:
            if self.data[:2] == b"PK":
                with zipfile.ZipFile(BytesIO(self.data)) as archive:
                    data = archive.read(name)
            else:
                leaves = [
                    p for p in email.message_from_bytes(self.data).walk() if not p.is_multipart()
                ]
                named = {p.get_filename() or f"part{n}": p for n, p in enumerate(leaves, 1)}
                data = named[name].get_payload(decode=True)
            self._parts[name] = Source(data, self.encoding)
        return self._parts[name]

    def _place(self, place: Any) -> str | None:
        if isinstance(place, HtmlPlace):
            root = self._carried(place.carrier) if place.carrier else self._page()
            element = _element(root, place.path)
            whole = element.get("value") if element.tag == "input" else element.xpath("string()")
        elif isinstance(place, LinePlace):
            whole = self._decoded().split("\n")[place.line - 1]
        elif isinstance(place, ParagraphPlace):
            paragraph = list(self._document().iter(f"{W}p"))[place.number - 1]
            whole = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        elif isinstance(place, CellPlace):
            table = list(self._document().iter(f"{W}tbl"))[place.table - 1]
            rows = [r for r in table.iter(f"{W}tr") if next(r.iterancestors(f"{W}tbl")) is table]
            row = rows[place.row - 1]
            cells = [c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr")) is row]
            whole = "".join(t.text or "" for t in cells[place.cell - 1].iter(f"{W}t"))
        elif isinstance(place, SheetPlace):
            whole = self._sheet(place)
        elif isinstance(place, CharsPlace):
            return self._word()[place.start : place.end]
        elif isinstance(place, XmlPlace):
            whole = _element(lxml.etree.fromstring(self.data), place.path).xpath("string()")
        else:
            return None
        return "".join(whole[a:b] for a, b in place.spans) if place.spans else whole

    def _sheet(self, place: SheetPlace) -> str:
        """The value of a cell, from the XML of a workbook or the records of an old one."""
        if self._tree is None:
            self._tree = xlsx_cells(self.data) if self.data[:2] == b"PK" else xls_cells(self.data)
        return str(self._tree.get((place.sheet, place.row, place.column), ""))

    def _word(self) -> str:
        if self._tree is None:
            self._tree = word_text(self.data)
        return str(self._tree)

    def _decoded(self) -> str:
        return self.data.decode(self.encoding, "replace").removeprefix("\ufeff")

    def _page(self) -> Any:
        if self._tree is None:
            text = re.sub("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]", " ", self._decoded())
            self._tree = _parsed(text)
        return self._tree

    def _carried(self, carrier: Carrier) -> Any:
        """The ``div`` around the markup that an element holds as text."""
        element = _element(self._page(), carrier.path)
        text = element.get("srcdoc") or element.xpath("string()")
        if carrier.literal is not None:
            text = json.loads(text[slice(*carrier.literal)])
        return _parsed(f"<div>{text}</div>").find("body/div")

    def _document(self) -> Any:
        if self._tree is None:
            with zipfile.ZipFile(BytesIO(self.data)) as package:
                name = next(n for n in package.namelist() if re.match(r"word/document\d?\.xml", n))
                strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
                data = package.read(name).replace(strict, W[1:-1].encode())
                self._tree = lxml.etree.fromstring(data)
        return self._tree


def shown(number: str) -> str:
    """A number as a spreadsheet shows it: 12 for 12.0, without its binary tail."""
    return format(float(number), ".15g")


def xlsx_cells(data: bytes) -> dict[tuple[str, int, int], str]:
    """The values of a workbook (ECMA-376, part 1, 18.3) by sheet, row and column."""
    main, cells = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}", {}
    link = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    with zipfile.ZipFile(BytesIO(data)) as book:
        parts = {n: lxml.etree.fromstring(book.read(n)) for n in book.namelist() if n[-3:] == "xml"}
        targets = {
            r.get("Id"): r.get("Target").removeprefix("/xl/").removeprefix("xl/")
            for r in lxml.etree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        }
        shared = parts.get("xl/sharedStrings.xml")
        strings = (
            ["".join(t.text or "" for t in si.iter(f"{main}t")) for si in shared]
            if shared is not None
            else []
        )
        for sheet in parts["xl/workbook.xml"].iter(f"{main}sheet"):
            for cell in parts[f"xl/{targets[sheet.get(link)]}"].iter(f"{main}c"):
                letters, row = re.fullmatch(r"([A-Z]+)([0-9]+)", cell.get("r")).groups()
                column = 0
                for letter in letters:
                    column = column * 26 + ord(letter) - 64
                value = "".join(t.text or "" for t in cell.iter(f"{main}v", f"{main}t"))
                if cell.get("t") == "s":
                    value = strings[int(value)]
                elif cell.get("t", "n") == "n" and value:
                    value = shown(value)
                cells[sheet.get("name"), int(row), column] = value
    return cells


def xls_cells(data: bytes) -> dict[tuple[str, int, int], str]:
    """The values of an Excel 97 workbook, by another library than the reader's."""
    xlrd = pytest.importorskip("xlrd")
    return {
        (sheet.name, r + 1, c + 1): shown(str(v)) if isinstance(v, float) else str(v)
        for sheet in xlrd.open_workbook(file_contents=data)
        for r in range(sheet.nrows)
        for c, v in enumerate(sheet.row_values(r))
    }


def word_text(data: bytes) -> str:
    """The characters of a Word 97 file by position, from its piece table ([MS-DOC] 2.8.35)."""
    with olefile.OleFileIO(BytesIO(data)) as container:
        main = container.openstream("WordDocument").read()
        name = "1Table" if struct.unpack_from("<H", main, 10)[0] & 0x200 else "0Table"
        at, size = struct.unpack_from("<II", main, 0x1A2)  # fcClx, lcbClx
        clx = container.openstream(name).read()[at : at + size]
    while clx[:1] == b"\1":  # modifiers that pieces refer to
        clx = clx[3 + struct.unpack_from("<H", clx, 1)[0] :]
    count = (struct.unpack_from("<I", clx, 1)[0] - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", clx, 5)
    text = ""
    for n in range(count):
        (offset,) = struct.unpack_from("<I", clx, 5 + 4 * (count + 1) + 8 * n + 2)
        length = ends[n + 1] - ends[n]
        if offset & 1 << 30:  # one byte a character
            start = (offset & ~(1 << 30)) // 2
            text += main[start : start + length].decode("cp1252", "replace")
        else:
            text += main[offset : offset + 2 * length].decode("utf-16-le", "replace")
    return text


def _parsed(text: str) -> Any:
    text = re.sub(r"(?i)</(?:body|html)\s*>", "", text)
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)


def _element(root: Any, path: tuple[int, ...]) -> Any:
    found = root.xpath("." + "".join(f"/*[{n}]" for n in path))
    assert len(found) == 1, path
    return found[0]


def figures(report: Report) -> Iterator[tuple[str, str, str | None]]:
    """Name, printed text and anchor of everything with a place."""
    for cell in report.table_cells:
        yield cell.key, cell.text, cell.anchor
    for statistic in [*report.statistics, *report.candidates]:
        yield statistic.metric, statistic.value_text, statistic.evidence.anchor
    for item in report.field_evidence:
        if item.anchor:
            yield item.field, item.text, item.anchor


def faults(data: bytes, reports: list[Report]) -> list[str]:
    found = []
    for report in reports:
        source = Source(data, report.source.encoding)
        for name, printed, anchor in figures(report):
            if anchor is None:
                found.append(f"{name}: no anchor for {printed!r}")
                continue
            text = source.text(anchor)
            if text is not None and squashed(text) != squashed(printed):
                found.append(f"{name}: {anchor} gives {text!r} for {printed!r}")
    return found


#: Formats whose readers give places.
SUFFIXES = {
    ".html",
    ".htm",
    ".shtml",
    ".txt",
    ".docx",
    ".doc",
    ".xlsx",
    ".xls",
    ".mht",
    ".zip",
    ".odt",
}


def files(root: Path) -> list[Path]:
    return sorted(p for p in root.rglob("*") if p.suffix in SUFFIXES and p.is_file())


@pytest.mark.parametrize("path", files(ROOT / "samples"), ids=lambda p: p.name)
def test_samples(path: Path) -> None:
    assert faults(path.read_bytes(), govcrawl.parse(path)) == []


SHARED = ROOT.parent / "shared"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared material is not here")
@pytest.mark.parametrize(
    "folder", ["seeds", "docs", "pages", "prose/texts", "identity/pages", "cases/files"]
)
def test_shared(folder: str) -> None:
    found = {
        path.name: wrong
        for path in files(SHARED / folder)
        if (wrong := faults(path.read_bytes(), govcrawl.parse(path)))
    }
    assert found == {}


def test_trace_names_every_block() -> None:
    page = (
        "<nav><a href='/a'>首页</a></nav><h1>某县某局2023年政府信息公开工作年度报告</h1>"
        "<p>一、总体情况</p><p>2023年,主动公开政府信息12条,收到申请3件。</p>"
        "<p>二、存在的主要问题及改进情况</p><p>公开内容不够丰富,今后加以改进。</p>"
    ).encode()
    reading = read(page, url="file:///a.html")
    traced = reading.trace()
    assert [t.fate for t in traced] == ["boilerplate", "metadata", "body", "body", "body", "body"]
    source = Source(page, "utf-8")
    for t in traced:
        assert t.anchor is not None
        assert squashed(source.text(t.anchor) or "") == squashed(t.text)


def test_word_97() -> None:
    """Figures and cells of a report, and every block of a file with fields and drawn numbers."""
    fixtures = Path(__file__).parent / "formats/fixtures"
    data = (fixtures / "merged.doc").read_bytes()
    reports = govcrawl.parse(data)
    assert len(list(figures(reports[0]))) > 2
    assert faults(data, reports) == []
    for name in ("merged.doc", "numbered.doc"):
        data = (fixtures / name).read_bytes()
        source = Source(data, None)
        for block in read_doc(data).blocks:
            cells = block.grid.cells if block.grid is not None else ()
            for text, place in [(c.text, c.place) for c in cells] or [(block.text, block.place)]:
                assert place is not None
                printed = squashed(source.text(place.anchor(0, None, {})) or "")
                drawn = squashed(text).removesuffix(printed)
                assert re.fullmatch(r"(?:\(?[一二三]\)?、?)?", drawn), (text, printed)


def test_old_sheets() -> None:
    data = xls((0, 0), (1, 1))
    grid = read_sheets(data, XLS).blocks[1].grid
    assert grid is not None
    source = Source(data, None)
    for cell in grid.cells:
        assert cell.place is not None
        assert source.text(cell.place.anchor(0, None, {})) == cell.text


def test_a_part_of_a_cell_of_a_sheet() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for text in (
        "某县水务局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "2023年， 主动公开 政府信息 12 条，收到政府信息公开申请3件，均已按期答复。",
        "二、存在的主要问题及改进情况",
        "公开内容的质量还需提高，下一步将加强业务学习，完善审查程序。",
    ):
        book.active.append([text])
    out = BytesIO()
    book.save(out)
    (report,) = govcrawl.parse(out.getvalue())
    assert {s.value_text for s in report.statistics} >= {"12", "3"}
    assert faults(out.getvalue(), [report]) == []


@pytest.mark.parametrize(
    "field",
    [
        '<input type=number value="{}">',
        "<textarea rows=1>{}</textarea>",
        "<select><option>77</option><option selected>{}</option></select>",
        "<select><option>{}</option><option>78</option></select>",
    ],
)
def test_fields_of_forms(field: str) -> None:
    heads = "".join(
        f"<td>{t}</td>" for t in ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    )
    rows = "".join(
        f"<tr><td>{label}</td>{''.join(f'<td>{field.format(n)}</td>' for n in numbers)}</tr>"
        for label, numbers in (("规章", (1, 2, 3)), ("行政规范性文件", (4, 5, 6)))
    )
    data = (
        "<h1>云溪县水务局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        f"<p>全年收到政府信息公开申请{field.format(35)}件，其中网上申请{field.format(30)}件。</p>"
        f"<table><tr><td colspan=4>第二十条第（一）项</td></tr><tr>{heads}</tr>{rows}</table>"
    ).encode()
    reports = govcrawl.parse(data)
    assert faults(data, reports) == []
    (report,) = reports
    assert report.tables["proactive.art20_1.normative_documents.in_force"] == 6
    assert "申请35件" in report.body
    assert 35 in [statistic.value for statistic in report.statistics]


def test_what_tracked_changes_took_away_from_a_text_of_opendocument() -> None:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<o:document-content xmlns:o="{urn}:office:1.0" xmlns:t="{urn}:text:1.0"><o:body><o:text>'
        "<t:tracked-changes><t:changed-region><t:deletion><o:change-info/><t:p>退回97件</t:p>"
        "</t:deletion></t:changed-region></t:tracked-changes><t:p>收到申请12件。</t:p>"
        "</o:text></o:body></o:document-content>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
    (line,) = (t for t in read(out.getvalue(), url="file:///a.odt").trace() if t.fate == "unseen")
    assert (line.text, line.rule) == ("退回97件", "deleted")
    assert Source(out.getvalue(), None).text(line.anchor or "") == "退回97件"
