"""Shared by the tests of commands: Scrapy in a process of its own, and small portals."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings

from govcrawl.sampleserver import Answer, SampleServer
from govcrawl.store.state import State

# In CI the same examples every time, so that a change is judged by itself; elsewhere new ones.
# No deadline: it counts the seconds of a clock, which are also those of whatever runs beside.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

ROOT = Path(__file__).resolve().parent.parent


class Server:
    """The process whose forks run the crawls (``tests/scrapy_server.py``)."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, job: dict[str, Any]) -> tuple[int, float]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.scrapy_server"],
                cwd=ROOT,
                env={**os.environ, "PYTHONUTF8": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            atexit.register(self._process.kill)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        status, seconds = self._process.stdout.readline().split()
        return int(status), float(seconds)


SERVER = Server()
_FORKED = ("crawl", "coverage", "genportal", "archive", "status")


class Command:
    """Runs ``scrapy`` commands on a data directory of the test's own. ``jobs``: worker processes
    that read; none where nothing is at stake but what a page says, which saves their start."""

    jobs = "0"

    def __init__(self, data: Path) -> None:
        self.data = data
        self.env: dict[str, str] = {}
        self.seconds = 0.0  # of the processor, that the last crawl took

    def __call__(
        self, *args: str | Path, reader: str = "standin", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """A command in a process of its own; crawls in a fork that has the imports behind it."""
        given = [str(arg) for arg in args]
        env = {
            "GOVCRAWL_DATA_DIR": str(self.data),
            "GOVCRAWL_READ_JOBS": self.jobs,
            "GOVCRAWL_CONTACT": "tests@example.org",
            "PYTHONUTF8": "1",
            **self.env,
            **(env or {}),
        }
        if given[0] in _FORKED and hasattr(os, "fork"):
            with tempfile.TemporaryDirectory() as folder:
                out, err = Path(folder, "out"), Path(folder, "err")
                job = {"args": given, "env": env, "reader": reader}
                status, self.seconds = SERVER.run({**job, "stdout": str(out), "stderr": str(err)})
                printed = [p.read_text("utf-8", "replace") for p in (out, err)]
            return subprocess.CompletedProcess(given, status, *printed)
        module = "tests.scrapy_standin" if reader == "standin" else "govcrawl"
        return subprocess.run(
            [sys.executable, "-m", module, *given],
            cwd=ROOT,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
        )

    def crawl(
        self, url: str, *args: str | Path, reader: str = "standin"
    ) -> subprocess.CompletedProcess[str]:
        given = ("-a", f"url={url}", "-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0", *args)
        return self("crawl", "reports", *given, reader=reader)

    def run(self) -> dict[str, Any]:
        """``run.json`` of the last run."""
        runs = sorted((self.data / "runs").glob("*/run.json"), key=lambda p: p.stat().st_mtime_ns)
        report: dict[str, Any] = json.loads(runs[-1].read_text("utf-8"))
        return report

    def issues(self) -> list[str]:
        """Codes in ``issues.jsonl`` of the last run."""
        path = self.data / "runs" / self.run()["run_id"] / "issues.jsonl"
        return [line["code"] for line in records(path)]

    @property
    def latest(self) -> Path:
        """The file of current records; the folder where several portals have one."""
        files = sorted((self.data / "latest").glob("*.jsonl"))
        if len(files) > 1:
            return self.data / "latest"
        return files[0] if files else self.data / "latest" / "none.jsonl"

    @property
    def state(self) -> State:
        """What is known of the only portal."""
        (path,) = (self.data / "state").glob("*.jsonl")
        return State.read(path, path.stem)

    @property
    def increment(self) -> list[dict[str, Any]]:
        """What the last run found new or changed."""
        return records(self.data / "runs" / self.run()["run_id"] / "reports.jsonl")


_T = TypeVar("_T")


def eventually(holds: Callable[[], _T], process: subprocess.Popen[Any] | None = None) -> _T:
    """Wait until something holds, however busy the machine is; what it gives. Fails once the
    ``process`` that is to bring it about has ended. Without a limit of its own: what never comes is ended by
    pytest's limit for a hang."""
    while not (found := holds()):
        if process is not None and process.poll() is not None and not (found := holds()):
            raise AssertionError(process.communicate())
        time.sleep(0.01)
    return found


def hearing() -> None:
    """In a child before its program begins: signals count, though the tests were started by
    ``nohup`` or in a shell's background, whose children ignore them."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)


def records(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON Lines file, or of all in a folder; none where there is no file."""
    if path.is_dir():
        return [record for file in sorted(path.glob("*.jsonl")) for record in records(file)]
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def alone(path: Path) -> list[dict[str, Any]]:
    """The records of a feed without what comes from other runs: what stands outside of their
    hash, but for the aliases."""
    found = records(path)
    for record in found:
        for name in ("seen", "duplicate_of", "changes"):
            record.pop(name)
        record["source"].pop("fetched_at")
    return found


@pytest.fixture(autouse=True)
def _processor(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that takes more seconds of the processor than its mark ``processor`` allows: a
    measure, which ``timeout`` is not, since it counts what others do on the machine."""
    mark = request.node.get_closest_marker("processor")
    if mark is None or not hasattr(signal, "setitimer"):
        yield
        return

    def over(number: int, frame: object) -> None:
        raise AssertionError(f"more than {mark.args[0]} s of processor time")

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, mark.args[0])
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def scrapy(tmp_path: Path) -> Command:
    return Command(tmp_path / "data")


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, str | Answer]], SampleServer]]:
    """Makes portals of a dictionary: path → page (text of the body) or Answer."""
    servers: list[SampleServer] = []

    def make(pages: dict[str, str | Answer]) -> SampleServer:
        answers = {path: page(p) if isinstance(p, str) else p for path, p in pages.items()}
        servers.append(SampleServer(None, answers))
        return servers[-1]

    yield make
    for server in servers:
        server.close()


def page(body: str) -> Answer:
    """A page of a portal, in UTF-8."""
    text = f"<html><head><title>某区</title></head><body>{body}</body></html>"
    return Answer(200, text.encode(), {"Content-Type": "text/html"})
