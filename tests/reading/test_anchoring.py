"""Every figure and cell leads to its place: looked up again in the same bytes, by other means
than the reader's, the anchor gives exactly the printed text, white space apart."""

from __future__ import annotations

import email
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import pytest

import govcrawl
from govcrawl.anchors import (
    Anchor,
    Carrier,
    CellPlace,
    HtmlPlace,
    LinePlace,
    ParagraphPlace,
    XmlPlace,
)
from govcrawl.reading.reader import read
from govcrawl.report import Report

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
        elif isinstance(place, XmlPlace):
            whole = _element(lxml.etree.fromstring(self.data), place.path).xpath("string()")
        else:
            return None
        return "".join(whole[a:b] for a, b in place.spans) if place.spans else whole

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
SUFFIXES = {".html", ".htm", ".shtml", ".txt", ".docx", ".xlsx", ".mht", ".zip", ".odt"}


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
