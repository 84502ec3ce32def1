"""Jobs on a real cluster of Ray: a worker that is killed and a node that goes cost nothing but time."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from govcrawl.jobs.job import Job
from govcrawl.jobs.on_ray import OnRay
from govcrawl.jobs.supervising import Result, Supervisor

pytest.importorskip("ray", reason="the extra [ray] is not installed")

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


def children(of: bytes) -> list[int]:
    """The processes of jobs whose command holds a text."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            line = (folder / "cmdline").read_bytes()
            if b"govcrawl.jobs.child" in line and of in line:
                found.append(int(folder.name))
    return found


def parent(pid: int) -> int:
    status = Path(f"/proc/{pid}/stat").read_text("utf-8")
    return int(status.rpartition(")")[2].split()[1])


def run_while(tmp_path: Path, harm: Callable[[], None]) -> tuple[Result, Path]:
    """A reparse as a job of Ray, during which something is done once its process is there."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(40):
        text = f"某县第{number}局2023年政府信息公开工作年度报告"
        (pages / f"{number}.html").write_text(f"<h1>{text}</h1><p>{text}。</p>" * 3, "utf-8")
    feed = tmp_path / "feed.jsonl"
    data = f"GOVCRAWL_DATA_DIR={tmp_path / 'data'}"
    job = Job("one", ("reparse", str(pages), "-O", str(feed), "-s", data))
    engine, told = OnRay(1), list[Result]()

    def watch() -> None:
        while not children(str(tmp_path).encode()):
            time.sleep(0.05)
        harm()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    Supervisor(engine, told.append).run([job])
    thread.join(5)
    engine.close()
    (result,) = told
    return result, feed


def test_a_worker_that_is_killed(tmp_path: Path) -> None:
    killed: list[int] = []

    def kill() -> None:
        (job,) = children(str(tmp_path).encode())
        killed.append(job)
        os.kill(parent(job), signal.SIGKILL)

    result, feed = run_while(tmp_path, kill)
    assert (result.status, result.attempts) == (0, 2), result
    assert len(feed.read_bytes().splitlines()) == 40
    assert not children(str(tmp_path).encode()), "the job of the dead worker is dead"
    assert killed
