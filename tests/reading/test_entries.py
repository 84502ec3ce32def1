"""What is said of files that gave no report: never nothing, and no false "no report"."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from govcrawl.execution.process import process
from govcrawl.execution.task import Inline, PageTask
from govcrawl.reading import read
from tests.makers.docx import package, paragraph

TITLE = "某县水务局2022年政府信息公开工作年度报告"


def pages(kids: bytes, count: int) -> bytes:
    """A PDF whose pages are these."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids["
        + kids
        + b"]/Count %d>>endobj\n" % count
        + b"trailer<</Root 1 0 R>>\n%%EOF"
    )


def with_entities(depth: int) -> bytes:
    """A DOCX file whose title line holds entities within entities."""
    names = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 12 if n else "某县某县"}">' for n in range(depth)]
    plain = package(paragraph(f"{TITLE}&e{depth - 1};") + paragraph("一、概述"))
    buffer = BytesIO()
    with ZipFile(BytesIO(plain)) as old, ZipFile(buffer, "w") as made:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "word/document.xml":
                text = f"<!DOCTYPE d [{''.join(names)}]>" + text[text.index("<w:document") :]
            made.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [pages(b"2 0 R 2 0 R", 2), pages(b"9 0 R", 1), with_entities(9)],
    ids=["pages in themselves", "pages that are not there", "entities"],
)
def test_a_document_of_which_nothing_could_be_read_is_an_error(data: bytes) -> None:
    reading = read(data, url="https://www.example.gov.cn/a")
    assert not reading.reports
    assert "not_a_report" not in [one.code for one in reading.issues]
    errors = [one for one in reading.issues if one.severity == "error"]
    assert [(one.code, one.evidence) for one in errors] == [("not_parsed", "unreadable")]
    assert process(PageTask(place=Inline(data), url="https://www.example.gov.cn/a")).failed


def test_entities_that_were_left_out_are_said() -> None:
    (report,) = read(with_entities(2), url="file:///a.docx").reports
    assert "damaged_xml" in [one.code for one in report.issues]


def test_a_document_that_was_read_whole_is_no_error() -> None:
    reading = read(package(paragraph("预算公开说明")), url="file:///a.docx")
    assert [one.severity for one in reading.issues] == ["info"]
