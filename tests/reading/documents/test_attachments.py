"""A report in several files: the page's words, its attachments' tables, one record."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest

from govcrawl.anchors import Anchor
from govcrawl.reading import read
from govcrawl.reading.documents.attachments import MAX_OPENED
from govcrawl.reading.formats.members import within
from govcrawl.reading.model import Attached, Block, Document, PlaceCache, recognised
from govcrawl.report import Report
from tests.makers.attached import page, sheet, table

URL = "http://www.example.gov.cn/nb/1.html"
FILE = "http://www.example.gov.cn/attach/download?id=7"
OUTCOMES = (
    "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
    "<tr>" + "".join(f"<td rowspan=2>{n}</td>" for n in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
    "<tr>" + "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>" * 2 + "</tr>"
    "<tr>" + "<td>1</td><td>0</td><td>0</td><td>2</td><td>3</td>" * 3 + "</tr></table>"
)  # fmt: skip


def zipped(**members: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def only(data: bytes, *attached: Attached) -> Report:
    (report,) = read(data, url=URL, attached=attached).reports
    return report


def said(report: Report) -> set[str]:
    return {one.code for one in report.issues}


@pytest.mark.parametrize(
    ("body", "inner"),
    [(table(), ()), (sheet(), ()), (zipped(a__xlsx=sheet(), b__txt="填表说明".encode()), ("a.xlsx",))],
)  # fmt: skip
def test_a_page_and_the_statistics_that_it_attaches_are_one_record(
    body: bytes, inner: tuple[str, ...]
) -> None:
    report = only(page(), Attached(FILE, body, "附件1"))
    assert report.source.url == URL
    assert report.tables["stat2014.proactive.total"] == 31
    assert report.tables["stat2014.applications.received.in_person"] == 1
    assert any(s.source == "text" and s.value == 31 for s in report.statistics)
    assert "填表说明" not in report.body
    for cell in report.table_cells:
        assert cell.anchor is not None
        assert Anchor.parse(cell.anchor).parts == (FILE, *inner)
    (attachment,) = report.attachments
    assert (attachment.url, attachment.title, attachment.parsed) == (FILE, "附件1", True)
    assert attachment.sha256 == hashlib.sha256(body).hexdigest()
    assert "attachment_joined" in said(report)


def test_every_attachment_is_named_with_its_digest_but_none_is_opened_for_a_whole_page() -> None:
    whole = page(more=table().decode())
    alone = only(whole)
    report = only(whole, Attached(FILE, b"%PDF-1.4 broken"))
    assert report.tables == alone.tables
    (attachment,) = report.attachments
    assert (attachment.parsed, attachment.media_type) == (False, "application/pdf")
    assert "attachment_joined" not in said(report)


def test_prescribed_tables_are_gathered_from_several_attachments() -> None:
    first = page(2023, "<p>三、详见附件。</p>")
    report = only(first, Attached(FILE, OUTCOMES.encode()), Attached(FILE + "8", b"nothing"))
    assert report.tables["reconsideration.pending"] == 2
    assert {q.name: q.read for q in report.table_quality}["reconsideration_litigation"] == 15
    assert [one.parsed for one in report.attachments] == [True, False]
    assert "table_absent" in said(report)  # the two that nobody attached


def test_tables_of_another_year_are_left_alone_and_said() -> None:
    report = only(page(), Attached(FILE, table(2012)))
    assert not report.tables
    assert "attachment_of_another_year" in said(report)
    assert not report.attachments[0].parsed


def test_attachments_that_cannot_be_read_cost_the_page_nothing() -> None:
    broken = Attached(FILE, b"PK\x03\x04" + b"x" * 40)
    assert only(page(), broken).body == only(page()).body


def test_no_more_than_some_are_opened() -> None:
    many = [Attached(f"{FILE}{n}", b"<p>1</p>") for n in range(MAX_OPENED)]
    assert not only(page(), *many, Attached(FILE, table())).tables


def test_a_mail_with_its_tables_attached_is_one_record() -> None:
    mail = EmailMessage()
    mail["Subject"] = "年报"
    mail.set_content("见附件")
    mail.add_alternative(page().decode(), subtype="html")
    mail.add_attachment(sheet(), maintype="application", subtype="octet-stream", filename="表.xlsx")
    reading = read(mail.as_bytes(), url="file:///m.eml")
    (report,) = reading.reports
    assert report.tables["stat2014.proactive.total"] == 31
    assert Anchor.parse(report.table_cells[0].anchor or "").parts == ("表.xlsx",)
    assert [one.title for one in report.attachments] == ["表.xlsx"]
    assert not reading.issues


def test_two_reports_packed_together_keep_to_themselves() -> None:
    other = page().replace("水务".encode(), "林业".encode())
    packed = zipped(a__html=page(), b__html=other, c__html=table())
    assert [report.tables for report in read(packed, url="file:///a.zip").reports] == [{}, {}]


def test_what_was_recognised_or_put_together_in_a_part_is_known_as_such() -> None:
    class Seen:
        def anchor(self, start: int, end: int | None, cache: PlaceCache) -> str:
            return f"pdf:1@{start},0,1,1"

        def confidence(self, start: int, end: int | None) -> float | None:
            return 0.8

        def is_joined(self) -> bool:
            return True

    document = within(
        "a.pdf", Document([Block("paragraph", "31", place=Seen())], "application/pdf")
    )
    place = document.blocks[0].place
    scored = recognised(place)
    assert scored is not None
    assert scored.confidence(0, None) == 0.8
    assert place.is_joined()  # type: ignore[union-attr]
