"""The rules of what a page counts as: the same in a crawl, in reparse, in a comparison."""

from __future__ import annotations

import gzip
import pickle
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from govcrawl import feed
from govcrawl.execution.first_look import Files, Looked
from govcrawl.execution.outcome import Outcome, RecordLine
from govcrawl.execution.process import process
from govcrawl.execution.task import (
    UNKNOWN,
    InArchive,
    InFile,
    Inline,
    PageTask,
    RecordPlace,
)
from tests import standin

URL = "http://x.gov.cn/a.html"
LONG = "报告 某局 2020 " + "很" * 200


def page(text: str, **more: object) -> PageTask:
    given: dict[str, object] = {"url": URL, "run": "20260101T000000Z-abcdef", **more}
    return PageTask(place=Inline(text.encode()), **given)  # type: ignore[arg-type]


def outcome(task: PageTask) -> Outcome:
    return process(task, read=standin.read, max_bytes=10_000)


def short(task: PageTask) -> tuple[object, ...]:
    done = outcome(task)
    codes = [one.message.code for one in done.said]
    return done.status, len(done.records), done.skipped, done.silent, codes


def test_bad_files_are_said(tmp_path: Path) -> None:
    contents: dict[str, bytes] = {
        "a": b"x" * 10_001, "b": b"", "c": b"RAISE", "e": "通知".encode(), "f": LONG.encode()
    }  # fmt: skip
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "g").symlink_to(tmp_path / "nowhere")
    (tmp_path / "h").mkdir()
    said = {}
    for path in sorted(tmp_path.iterdir()):
        task = PageTask(place=InFile(path), url=path.as_uri(), announced=True)
        said[path.name] = short(task)
    assert said == {
        "a": ("failed", 0, 0, False, ["file_too_large"]),
        "b": ("failed", 0, 0, False, ["empty"]),
        "c": ("failed", 0, 0, False, ["reading_failed"]),
        "e": ("none", 0, 0, False, ["not_a_report"]),
        "f": ("read", 1, 0, False, []),
        "g": ("failed", 0, 0, False, ["unreadable_file"]),
        "h": ("failed", 0, 0, False, ["unreadable_file"]),
    }


def test_pages_of_a_crawl() -> None:
    years = frozenset({2021})
    assert short(page(LONG)) == ("read", 1, 0, False, [])
    assert short(page("报告 某局 2020 1 报告 某局 2021", years=years)) == ("read", 1, 1, False, [])
    assert short(page(LONG, years=years)) == ("read", 0, 1, False, [])
    assert short(page("通知")) == ("none", 0, 0, True, [])
    assert short(page("通知", announced=True)) == ("none", 0, 0, False, ["not_a_report"])
    assert short(page("")) == ("failed", 0, 0, True, []), "nobody said that it is a report"
    assert short(page("", announced=True)) == ("failed", 0, 0, False, ["empty"])
    assert short(page("通知", run=None)) == ("none", 0, 0, False, [])


@pytest.mark.parametrize("documents", [(("http://x.gov.cn/a.pdf",),), (UNKNOWN,)])
def test_a_notice_leads_to_its_document(documents: tuple[tuple[str, ...], ...]) -> None:
    notice = "报告 某局 2020"
    assert outcome(page(notice, announced=True)).records[0].is_notice
    for text in (notice, "", "通知"):
        assert outcome(page(text, announced=True, documents=documents)) == Outcome("elsewhere")
    assert outcome(page(notice, documents=documents)).status == "read", "nobody announced it"


def test_a_document_that_gives_nothing_has_other_formats() -> None:
    linked = PageTask(place=Inline(b"<p>"), url="http://x.gov.cn/")
    more = {"linked_from": linked, "announced": True}
    others = ("http://x.gov.cn/a.doc",)
    assert outcome(page("通知", others=others, **more)) == Outcome("elsewhere")
    assert short(page("通知", **more))[-1] == ["not_a_report"]
    (record,) = outcome(page("报告 某局 2020", others=others, **more)).records
    assert record.urls == {URL, "http://x.gov.cn/"}
    assert feed.decode(record.line).source.aliases == ["http://x.gov.cn/"]


class Seen:
    """A look at a page that sees what it is told."""

    def __init__(self, looked: Looked | None, *, alone: bool = False) -> None:
        self.looked, self.alone = looked, alone

    def __call__(self, url: str, body: bytes, content_type: str | None) -> tuple[Looked, None]:
        assert (url, body, content_type) == (URL, body, "text/html")
        if self.looked is None:
            raise RecursionError
        return self.looked, None


def seen(text: str, looked: Looked | None, **more: object) -> Outcome:
    look = Seen(looked, alone=bool(more.pop("alone", False)))
    task = page(text, announced=True, content_type="text/html", look=look, **more)
    return outcome(task)


def test_a_page_is_looked_at_and_read_in_one_go() -> None:
    files = (Files(("http://x.gov.cn/a.pdf", "http://x.gov.cn/a.doc")),)
    plain, linking = Looked(page=True), Looked(page=True, files=files)
    assert seen(LONG, plain) == outcome(page(LONG, announced=True))._replace(looked=plain)
    assert seen("报告 某局 2020", linking) == Outcome("elsewhere", looked=linking)
    assert seen(LONG, linking).status == "read"
    assert seen(LONG, Looked(page=False)).status == "read", "no page to look for links in"
    assert seen(LONG, None).status == "read", "looking has failed, reading has not"


@pytest.mark.parametrize(
    "looked",
    [
        Looked(page=True, bare=True),
        Looked(page=True, lists=True),
        Looked(page=True, further=("http://x.gov.cn/a_1.html",)),
    ],
)
def test_what_is_not_read_as_it_stands_is_only_looked_at(looked: Looked) -> None:
    assert seen("RAISE", looked) == Outcome("looked", looked=looked)
    assert seen("RAISE", Looked(page=True), alone=True).status == "looked"


def test_what_is_known_of_a_page_stands_in_its_record() -> None:
    done = outcome(page(LONG, portal="x", fetched_at="2026-01-02T03:04:05Z"))
    source = feed.decode(done.records[0].line).source
    assert (source.url, source.portal, source.fetched_at) == (URL, "x", "2026-01-02T03:04:05Z")
    assert done.records[0] == RecordLine.parse(done.records[0].line)


def test_the_trace_is_made_where_it_is_asked_for() -> None:
    text = "<html><body><h1>某市某局2020年政府信息公开工作年度报告</h1><p>页脚</p></body></html>"
    for announced in (True, False):
        plain = process(page(text, announced=announced))
        traced = process(page(text, announced=announced, traced=True))
        assert plain.trace == ()
        assert [line.text for line in traced.trace][1:] == ["页脚"]
        assert all(line.fate and line.anchor for line in traced.trace)
        assert traced._replace(trace=()) == plain
        assert pickle.loads(pickle.dumps(traced)) == traced


def warc(path: Path, body: bytes, **headers: str) -> InArchive:
    out = BytesIO()
    head = [("Content-Type", "text/html"), *headers.items()]
    http = StatusAndHeaders("200 OK", head, protocol="HTTP/1.1")
    writer = WARCWriter(out, gzip=True)
    record = writer.create_warc_record(
        URL, "response", BytesIO(body), len(body), http_headers=http,
        warc_headers_dict={"WARC-Truncated": "length"},
    )  # fmt: skip
    writer.write_record(record)
    path.write_bytes(out.getvalue())
    return InArchive(RecordPlace(path, 0), foreign=True)


def test_a_page_of_an_archive_is_loaded_where_it_lies(tmp_path: Path) -> None:
    place = warc(tmp_path / "a.warc.gz", LONG.encode())
    task = PageTask(place=place, url=URL)
    assert short(task) == ("read", 1, 0, False, ["archive_truncated"])
    task.place = place._replace(foreign=False)
    assert short(task) == ("read", 1, 0, False, [])
    path = tmp_path / "b.warc.gz"
    bomb = warc(path, gzip.compress(bytes(20_000)), **{"Content-Encoding": "gzip"})
    assert short(PageTask(place=bomb, url=URL))[-1] == ["archive_too_large"]
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "c.warc.gz").write_bytes(damaged)
    broken = InArchive(RecordPlace(tmp_path / "c.warc.gz", 0))
    assert short(PageTask(place=broken, url=URL))[-1] == ["archive_damaged"]
    gone = InArchive(RecordPlace(tmp_path / "d.warc.gz", 0))
    assert short(PageTask(place=gone, url=URL))[-1] == ["unreadable_file"]
