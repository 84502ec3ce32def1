"""Folders of saved pages read in parts, by several processes, and as the crawl reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govcrawl.anchors import Anchor
from govcrawl.parts import Shard, merged
from govcrawl.reading import read
from govcrawl.runs import Run
from govcrawl.store.collection import Collection
from tests.conftest import Command, records
from tests.makers import attached, docx
from tests.saved.cases import ADDRESS, CASES, carrier, document, page, saved
from tests.saved.test_cases import Result, write

_FOLDERS = [
    "a browser's folder of files holds the document",
    "a document in two formats",
    "a page that holds the report itself, and its attachment",
    "a document that a list and an article link",
    "an article in two pages",
    "every file of a folder ends somewhere",
]


def _many(folder: Path) -> Path:
    for case in CASES:
        if case.name in _FOLDERS:
            write(folder / str(_FOLDERS.index(case.name)), case.files)
    return folder


def test_parts_merged_are_the_run_in_one_piece(tmp_path: Path) -> None:
    folder = _many(tmp_path / "in")
    whole = Result(folder, tmp_path / "whole")
    parts = []
    seen: set[str] = set()
    for number in (1, 2, 3):
        part = Result(folder, tmp_path / f"{number}", shard=Shard(number, 3))
        path = tmp_path / f"{number}.jsonl"
        path.write_bytes(b"".join(part.lines))
        parts.append(path)
        ends = {name for name, row in part.files.items() if row["end"] not in ("unread", "skipped")}
        assert not ends & seen
        seen |= ends
    run = Run.begin(tmp_path / "data", "merge")
    collection = Collection(run)
    lines = list(merged(parts, collection))
    collection.close(keep=False)
    assert lines == whole.lines
    assert seen == {n for n, row in whole.files.items() if row["end"] not in ("unread", "skipped")}
    assert not [row for row in whole.files.values() if row["end"] == "unread"]


def test_the_record_is_that_of_the_crawl_but_for_its_addresses(tmp_path: Path) -> None:
    html = page(top=saved(ADDRESS))
    folder = write(tmp_path / "in", {"a.html": html})
    (record,) = Result(folder, tmp_path / "data").records
    (report,) = read(html.encode(), url=ADDRESS).reports
    other = json.loads(json.dumps(report.to_dict(), ensure_ascii=False))
    assert record["source"].pop("url") == (folder / "a.html").as_uri()
    assert other["source"].pop("url") == ADDRESS
    assert record["source"].pop("aliases") == [ADDRESS]
    other["source"].pop("aliases")
    assert record == other


def test_links_into_a_browser_s_folder_name_the_files_and_no_page_of_the_site(
    tmp_path: Path,
) -> None:
    files: dict[str, str | bytes] = {
        "a.html": page(
            top=saved(ADDRESS), body="<p>一、总体情况</p><p>全年主动公开政府信息146条，制发规范性文件2件。</p>"
            '<p><a href="a_files/x.docx">附件</a></p>'
        ),
        "a_files/x.docx": document(),
    }  # fmt: skip
    folder = write(tmp_path / "in", files)
    result = Result(folder, tmp_path / "data")
    (record,) = result.records
    assert [a["url"] for a in record["attachments"]] == [(folder / "a_files/x.docx").as_uri()]
    assert result.end("a_files/x.docx") == "read"  # the page is its summary
    assert record["source"]["url"] == (folder / "a_files/x.docx").as_uri()


@pytest.mark.parametrize(
    ("top", "name"),
    [("", "b.xlsx"), (saved(ADDRESS), "a_files/b.xlsx"), (saved(ADDRESS), "b.xlsx")],
)
def test_a_saved_page_and_the_statistics_beside_it_are_one_record(
    tmp_path: Path, top: str, name: str
) -> None:
    html = top.encode() + attached.page(more=f'<p>附件：<a href="{name}">统计表</a></p>')
    files: dict[str, str | bytes] = {"a.html": html, name: attached.sheet()}
    folder = write(tmp_path / "in", files)
    result = Result(folder, tmp_path / "data")
    (record,) = result.records
    assert record["tables"]["stat2014.proactive.total"] == 31
    (attachment,) = record["attachments"]
    assert (attachment["parsed"], bool(attachment["sha256"])) == (True, True)
    parts = {Anchor.parse(cell["anchor"]).parts for cell in record["table_cells"]}
    assert parts == {(attachment["url"],)}
    assert result.end(name) == "skipped"


def test_a_saved_summary_and_the_whole_report_beside_it_are_one_record(tmp_path: Path) -> None:
    body = "<p>一、总体情况</p><p>全年主动公开政府信息146条，制发规范性文件2件，办理依申请公开7件。</p>"
    link = '<p>附件：<a href="b.docx">申请表</a><a href="c.docx">全文</a></p>'
    files: dict[str, str | bytes] = {
        "a.html": page(body=body + link),
        "b.docx": docx.package(docx.paragraph("申请人姓名")),
        "c.docx": document(),
    }
    result = Result(write(tmp_path / "in", files), tmp_path / "data")
    (record,) = result.records
    assert record["source"]["url"].endswith("c.docx")
    assert "主动接受社会监督" in record["body"]
    assert [result.end(name) for name in ("a.html", "b.docx", "c.docx")] == [
        "read",
        "skipped",
        "read",
    ]


def test_a_part_that_is_not_there_is_said(tmp_path: Path) -> None:
    pager = '<div class="page"><a href="t1_1.html">2</a><a href="t1_2.html">3</a></div>'
    body = "<p>一、总体情况</p><p>全年主动公开政府信息146条，制发规范性文件2件。</p>" + pager
    files: dict[str, str | bytes] = {"t1.html": page(body=body), "t1_1.html": page(body=body)}
    result = Result(write(tmp_path / "in", files), tmp_path / "data")
    assert "saved_part_missing" in {i["code"] for i in result.issues}
    assert result.run.targets[0].failed == 1


def test_a_file_named_alone_has_its_manifest_too(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.html": page(),
        "b.html": page(),
        "manifest.csv": f"file,url\na.html,{ADDRESS}\nb.html,{ADDRESS}\n",
    }
    folder = write(tmp_path / "in", files)
    result = Result(folder, tmp_path / "data", str(folder / "a.html"))
    (record,) = result.records
    assert record["source"]["aliases"] == [ADDRESS]
    codes = {i["code"] for i in result.issues}
    assert "context_used" in codes
    assert "manifest_row_unused" not in codes
    assert list(result.files) == [str(folder / "a.html")]


def test_the_run_and_its_summary_say_what_was_used(scrapy: Command, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.html": carrier('<a href="nb.docx">年报</a>', top=saved(ADDRESS)),
        "nb.docx": document(),
        "b.css": "p {}",
        "c.html": page(title="关于开会的通知", body="<p>请各单位按时参加会议，带好材料。</p>"),
    }
    folder = write(tmp_path / "in", files)
    feeds = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for jobs, feed in enumerate(feeds, 1):
        done = scrapy("reparse", folder, "-O", feed, "--jobs", str(jobs), reader="own")
        assert done.returncode == 0, done.stderr
        assert "read 2\n" in done.stderr
        assert "linked 1 · saved_from 1" in done.stderr
    assert feeds[0].read_bytes() == feeds[1].read_bytes()
    (record,) = records(feeds[0])
    assert record["source"]["provenance"] == "official"
    (target,) = scrapy.run()["targets"]
    assert target["files"] == {"not_report": 1, "read": 2, "skipped": 1}
    assert target["context"] == {"linked": 1, "saved_from": 1}
