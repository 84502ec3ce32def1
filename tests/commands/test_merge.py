"""Parts of a reparse that several machines share are, merged, the run in one piece."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from govcrawl.sampleserver import Answer, SampleServer
from tests.commands.test_crawl import article, portal
from tests.commands.test_reparse import write
from tests.conftest import Command, records

Serve = Callable[[dict[str, str | Answer]], SampleServer]


def merged(scrapy: Command, folder: Path, count: int, *paths: Path) -> bytes:
    parts = []
    for number in range(1, count + 1):
        part = folder / f"{number}-of-{count}.jsonl"
        done = scrapy("reparse", *paths, "--shard", f"{number}/{count}", "-O", part)
        assert done.returncode == 0, done.stderr
        parts.append(part)
    whole = folder / f"merged-{count}.jsonl"
    done = scrapy("merge", *parts[::-1], "-O", whole)  # in whatever order
    assert done.returncode == 0, done.stderr
    assert len(list(parts)) == count
    return whole.read_bytes()


@pytest.mark.timeout(600)
def test_merged_parts_are_the_run_in_one_piece(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    names = [f"b{n:02}2020" for n in range(7)]
    site = portal(*names)
    for figure in ("12", "13"):
        site[article("b012020")] = f"<p>报告 b01 2020 {figure}</p>"
        server = serve(site)
        assert scrapy.crawl(server.url).returncode == 0
    archive = tmp_path / "archive"
    archive.mkdir()
    for path in scrapy.data.rglob("*.warc.gz"):
        shutil.copy(path, archive / path.name)
    pages = {f"p{n}": f"报告 局{n} 2020 1 报告 局{n} 2021" for n in range(5)}
    saved = write(tmp_path / "in", **pages, p5="报告 局0 2020 2")
    whole = tmp_path / "whole.jsonl"
    assert scrapy("reparse", saved, archive, "-O", whole).returncode == 0
    assert len(records(whole)) == 5 * 2 + 1 + 7 + 1
    said = scrapy.issues()
    assert said.count("id_shared") == 2  # of an archive, and of two files
    for count in (1, 3):
        assert merged(scrapy, tmp_path, count, saved, archive) == whole.read_bytes()
        assert sorted(scrapy.issues()) == sorted(said)
    part = records(tmp_path / "1-of-3.jsonl")[0]
    assert part["part"]["shard"] == [1, 3]
    assert {**part, "part": None} == {**records(whole)[0], "part": None}


def test_what_is_not_one_whole_is_not_merged(scrapy: Command, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="报告 甲局 2020", b="报告 乙局 2020")
    out, feed = tmp_path / "out.jsonl", tmp_path / "feed.jsonl"
    parts = [tmp_path / f"{n}.jsonl" for n in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        assert scrapy("reparse", folder, "--shard", f"{number}/3", "-O", part).returncode == 0
    assert parts[2].read_bytes() == b"", "a part may hold nothing"
    assert scrapy("reparse", folder, "-O", feed).returncode == 0
    wrong = {
        "parts_missing": parts[:2],
        "part_twice": [parts[0], shutil.copy(parts[0], tmp_path / "again.jsonl"), parts[1]],
        "not_a_part": [*parts[:2], feed],
        "no_such_path": [*parts, tmp_path / "nowhere"],
        "needs_parts": [],
    }
    for code, given in wrong.items():
        done = scrapy("merge", *given, "-O", out)
        assert (done.returncode, code in done.stderr) == (2, True), done.stderr
        assert not out.exists()
    assert scrapy("merge", *parts, "-O", out).returncode == 0
    assert out.read_bytes() == feed.read_bytes()
    for shard in ("0/3", "4/3", "1", "x/y"):
        assert scrapy("reparse", folder, "--shard", shard).returncode == 2


def test_what_a_record_says_it_did_not_read_makes_every_run_partial(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    """CONTRACT: severity ``error`` makes the exit status 3, in the record as in the run."""
    site = portal("a2020", "b2020")
    site[article("b2020")] = "<p>报告 b 2020 12</p><p>UNREAD</p>"
    server = serve(site)
    for status in (3, 0):  # said once: of the run that read it
        assert scrapy.crawl(server.url).returncode == status
        assert scrapy.run()["exit_status"] == status
        assert len(records(scrapy.latest)) == 2
        assert scrapy.issues() == ["page_truncated"] * (status // 3)
    folder = write(tmp_path / "in", a="报告 甲 2020 1", b="报告 乙 2020 2 UNREAD")
    parts, whole = tmp_path / "parts", tmp_path / "parts" / "whole.jsonl"
    parts.mkdir()
    for shard in ("1/2", "2/2"):
        name = f"{shard.replace('/', '-')}.jsonl"
        done = scrapy("reparse", folder, "--shard", shard, "-O", parts / name)
        assert done.returncode == (3 if shard == "2/2" else 0), done.stderr
    for _ in range(2):  # a folder of parts, which holds the whole the second time
        done = scrapy("merge", parts, "-O", whole)
        assert done.returncode == 3, done.stderr
        assert "errors_said" in done.stderr
        assert len(records(whole)) == 2
    assert scrapy("reparse", folder, "-O", tmp_path / "one.jsonl").returncode == 3
    assert (tmp_path / "one.jsonl").read_bytes() == whole.read_bytes()
