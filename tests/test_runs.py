"""Runs: files that appear whole, one lock, one verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govcrawl import runs
from govcrawl.messages import say
from govcrawl.runs import LockedError, Run, Target, crawl_verdict, replacing, whole_directory


def interrupted(path: Path) -> None:
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        raise KeyboardInterrupt


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    with replacing(path) as file:
        file.write(b"old")
    with pytest.raises(KeyboardInterrupt):
        interrupted(path)
    assert path.read_bytes() == b"old"
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["feed.jsonl"]


def test_a_link_is_followed_and_its_target_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "feed.jsonl"
    link.symlink_to(tmp_path / "real" / "feed.jsonl")
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert (tmp_path / "real" / "feed.jsonl").read_bytes() == b"new"


def test_one_run_at_a_time_and_the_refusal_is_on_record(tmp_path: Path) -> None:
    first = Run.begin(tmp_path, "crawl", stores=["a", "b"])
    beside = Run.begin(tmp_path, "crawl", stores=["c"])
    with pytest.raises(LockedError, match="GOVCRAWL_DATA_DIR"):
        Run.begin(tmp_path, "crawl", stores=["d", "b"])
    reports = [json.loads(p.read_text("utf-8")) for p in tmp_path.glob("runs/*/run.json")]
    assert [r["exit_status"] for r in reports] == [5]
    Run.begin(tmp_path, "crawl", stores=["d"]).finish(runs.OK, "what was refused holds nothing")
    with pytest.raises(LockedError), whole_directory(tmp_path):
        pass
    first.finish(runs.OK, "done")
    beside.finish(runs.OK, "done")
    Run.begin(tmp_path, "crawl", stores=["b"]).finish(runs.OK, "done")
    with whole_directory(tmp_path):
        pass


def test_the_first_verdict_stands_and_issues_are_on_disk_at_once(tmp_path: Path) -> None:
    run = Run.begin(tmp_path, "crawl")
    assert (run.folder / "issues.jsonl").read_bytes() == b""
    run.issue(say("robots", url="http://x/"), "warn", url="http://x/")
    line = json.loads((run.folder / "issues.jsonl").read_text("utf-8"))
    assert (line["code"], line["severity"], line["url"]) == ("robots", "warn", "http://x/")
    run.finish(runs.PARTIAL, "a")
    run.finish(runs.CRASH, "b")
    assert json.loads((run.folder / "run.json").read_text("utf-8"))["exit_status"] == 3


def target(outcome: runs.Outcome, found: int = 0, failed: int = 0) -> Target:
    return Target(portal=None, url="", outcome=outcome, found=found, failed=failed)


@pytest.mark.parametrize(
    ("targets", "status"),
    [
        ([target("ok", 3)], 0),
        ([target("ok", 3), target("empty")], 0),
        ([target("ok", 3), target("blocked")], 3),
        ([target("empty"), target("failed")], 3),
        ([target("incomplete", 3, failed=1)], 3),
        ([target("incomplete", 1, failed=1)], 4),
        ([target("blocked"), target("broken"), target("failed")], 4),
        ([], 4),
    ],
)
def test_verdict(targets: list[Target], status: int) -> None:
    assert crawl_verdict(targets)[0] == status
