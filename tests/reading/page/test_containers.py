"""Files that hold files are told by their bytes and read member by member; nothing is unseen."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from govcrawl.reading.formats import sniff
from govcrawl.reading.model import Reading
from govcrawl.reading.reader import read
from tests.makers.docx import package, paragraph
from tests.reading.test_anchoring import faults


def page(body: str = "某局") -> str:
    return (
        f"<html><body><h1>某县{body}2017年政府信息公开工作年度报告</h1><p>一、概述</p>"
        f"<p>2017年,某县{body}主动公开政府信息31条,收到申请4件。</p><p>二、存在的问题</p>"
        "<p>公开内容不够丰富,今后加以改进。</p></body></html>"
    )


def zipped(**members: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def test_archives_within_archives_are_said_once() -> None:
    inner = zipped(a__html=page().encode())
    for _ in range(3):
        inner = zipped(**{f"m{n}__zip": inner for n in range(4)})
    reading = read(inner, url="file:///a.zip")
    (said,) = reading.issues
    assert not reading.reports
    assert (said.code, said.severity) == ("not_parsed", "error")
    assert "the same of 64" in said.message_en
    assert "beyond 3 levels" in said.message_en
    assert said.evidence is not None
    assert said.evidence.startswith("m0.zip: m0.zip: m0.zip: zip | ")


def test_a_few_members_are_said_one_by_one() -> None:
    notes = {f"n{n}__html": f"<p>预算公开{n}</p>".encode() for n in range(3)}
    assert len(read(zipped(a__html=page().encode(), **notes), url="file:///a.zip").issues) == 3


def checked(data: bytes, name: str) -> Reading:
    reading = read(data, url=f"file:///{name}")
    assert faults(data, reading.reports) == []
    return reading


def test_every_member_of_an_archive_ends_somewhere() -> None:
    docx = package(paragraph("某镇人民政府2016年政府信息公开工作年度报告") + paragraph("一、概述")
                   + paragraph("2016年,主动公开政府信息8条,收到申请2件,均已答复,其余各项工作按要求开展。")
                   + paragraph("二、问题") + paragraph("公开内容不够丰富,今后加以改进。"))  # fmt: skip
    data = zipped(
        a__html=page().encode(),
        b__bin=docx,
        c__html="<p>预算公开</p>".encode(),
        d__zip=zipped(e__htm=page("财政局").encode("gbk")),
        f__dat=b"\x00\x01\x02\x03" * 99,
    )
    assert sniff.sniff(data, name="x.pdf", content_type=None) == sniff.ZIP
    reading = checked(data, "x.zip")
    assert [r.report_year for r in reading.reports] == [2017, 2016, 2017]
    said = " ".join(i.evidence or "" for i in reading.issues)
    assert "c.html" in said
    assert "f.dat" in said
    assert reading.reports[0].statistics[0].evidence.anchor
    assert reading.reports[0].statistics[0].evidence.anchor.startswith("a.html!html:")
    assert all(line.anchor for line in reading.trace())


def test_an_archive_of_stored_documents_is_an_archive() -> None:
    data = zipped(a__pdf=b"%PDF-1.4 ...", b__docx=package(paragraph("甲")))
    assert sniff.sniff(data, name=None, content_type=None) == sniff.ZIP
    names = {(i.evidence or "").split(":")[0] for i in read(data).issues}
    assert names == {"a.pdf", "b.docx"}


def test_a_member_that_cannot_be_read_is_said() -> None:
    data = bytearray(zipped(a__html=page().encode(), b__html=page("财政局").encode()))
    at = data.index("财政局".encode())
    data[at] ^= 0xFF
    reading = read(bytes(data))
    assert len(reading.reports) == 1
    assert [(i.code, i.severity, i.evidence) for i in reading.issues] == [
        ("member_unread", "error", "b.html")
    ]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_page_saved_as_one_file(charset: str) -> None:
    whole = MIMEMultipart("related")
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = "https://www.example.gov.cn/nb/1.html"
    whole.attach(MIMEText(page(), "html", charset))
    whole.attach(MIMEImage(b"\x89PNG\r\n\x1a\n", "png"))
    data = whole.as_bytes()
    assert sniff.sniff(data, name="a.doc", content_type=None) == sniff.MHTML
    (report,) = checked(data, "a.mht").reports
    assert report.source.url == "file:///a.mht"
    assert report.source.aliases == ["https://www.example.gov.cn/nb/1.html"]
    assert report.source.provenance == "official"


def test_a_mail_with_a_text_in_two_forms_and_a_file() -> None:
    mail = EmailMessage()
    mail["Subject"] = "年报"
    mail.set_content("见附件。2017年,主动公开政府信息99条。")
    mail.add_alternative("<p>见附件。</p>", subtype="html")
    mail.add_attachment(page().encode(), maintype="application", subtype="octet-stream",
                        filename="年报.html")  # fmt: skip
    data = mail.as_bytes()
    assert sniff.sniff(data, name="a.eml", content_type=None) == sniff.EML
    reading = checked(data, "a.eml")
    assert len(reading.reports) == 1
    assert "31条" in reading.reports[0].body
    assert reading.reports[0].statistics[0].evidence.anchor
    assert reading.reports[0].statistics[0].evidence.anchor.startswith("年报.html!")


NS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in [("o", "office"), ("t", "text"), ("b", "table"), ("s", "style")]
)


def odf(kind: str, body: str) -> bytes:
    content = (
        f"<o:document-content {NS}><o:automatic-styles><s:style s:name='x'>"
        f"<s:text-properties s:text-line-through-style='solid'/></s:style></o:automatic-styles>"
        f"<o:body><o:{kind}>{body}</o:{kind}></o:body></o:document-content>"
    )
    return zipped(
        mimetype=f"application/vnd.oasis.opendocument.{kind}".encode(),
        content__xml=content.encode(),
    )


TABLE = "<b:table b:name='表'>{}</b:table>".format(
    "".join(
        f"<b:table-row>{''.join(f'<b:table-cell><t:p>{c}</t:p></b:table-cell>' for c in row)}</b:table-row>"
        for row in [
            ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
            ("规章", "1", "2", "3"),
        ]
    )
)


def test_odt() -> None:
    struck = "主动公开政府信息1<t:span t:style-name='x'>2</t:span>3条。"
    title = "某县某局2022年政府信息公开工作年度报告"
    lines = [title, "一、总体情况", struck, "二、主动公开政府信息情况"]
    data = odf("text", "".join(f"<t:p>{line}</t:p>" for line in lines) + TABLE)
    (report,) = checked(data, "a.odt").reports
    assert "主动公开政府信息13条" in report.body
    assert report.tables["proactive.art20_1.rules.issued"] == 1
    assert report.table_cells[0].anchor == "content.xml!xml:/2/1/5/2/2@0-1"


def test_a_report_on_a_sheet() -> None:
    row = "<b:table-row><b:table-cell><t:p>{}</t:p></b:table-cell></b:table-row>"
    lines = ["某县某局2022年政府信息公开工作年度报告", "一、总体情况",
             "本局认真做好各项公开工作,主动公开政府信息13条。", "二、主动公开政府信息情况"]  # fmt: skip
    data = odf("spreadsheet", TABLE.replace("<b:table-row>", "".join(map(row.format, lines))
                                            + "<b:table-row>", 1))  # fmt: skip
    (report,) = checked(data, "a.ods").reports
    assert report.title == lines[0]
    assert "主动公开政府信息13条" in report.body
    assert report.tables["proactive.art20_1.rules.in_force"] == 3
