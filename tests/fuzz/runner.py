"""Feeds cases to worker processes, ends those that hang, and keeps count."""

from __future__ import annotations

import json
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
#: Seconds of processor time that one reading may take.
LIMIT = 5.0
#: Seconds by the clock after which a worker is ended though it uses no processor.
PATIENCE = 120.0


@dataclass
class Tally:
    """What a run has seen. ``failures`` name the case and what was broken."""

    cases: int = 0
    bytes: int = 0
    reports: int = 0
    crashes: int = 0
    hangs: int = 0
    faulty: int = 0
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    peak: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)

    def add(self, result: dict[str, Any]) -> None:
        self.cases += 1
        if "end" in result:
            hung = result["end"] in ("hang", "stall")
            self.hangs += hung
            self.crashes += not hung
        else:
            self.bytes += result["bytes"]
            self.reports += result["reports"]
            self.seconds += result["seconds"]
            self.slowest = max(self.slowest, (result["seconds"], result["case"]))
            self.peak = max(self.peak, result["peak"])
            self.faulty += bool(result["faults"])
        if "end" in result or result["faults"]:
            self.failures.append(result)

    def __str__(self) -> str:
        mean = self.seconds / max(1, self.cases) * 1e3
        return (
            f"{self.cases} cases, {self.crashes} crashes, {self.hangs} hangs over {LIMIT:g} s, "
            f"{self.faulty} with faults; {self.reports} reports from {self.bytes >> 20} MiB; "
            f"mean {mean:.1f} ms, slowest {self.slowest[0]:.2f} s ({self.slowest[1]}), "
            f"peak {self.peak >> 20} MiB"
        )


class Worker:
    """One process; started again after it died."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._process: subprocess.Popen[str] | None = None

    def run(self, case: str) -> dict[str, Any]:
        """The result of one case; ``end`` says how the process died of it."""
        process = self._process or self._start()
        assert process.stdin is not None
        process.stdin.write(f"{case}\n")
        process.stdin.flush()
        line = _line(process, PATIENCE)
        if line:
            result: dict[str, Any] = json.loads(line)
            return result
        stalled = process.poll() is None and line is None
        process.kill()
        status = process.wait()
        self._process = None
        if stalled:
            return {"case": case, "end": "stall"}
        if status == -signal.SIGPROF:
            return {"case": case, "end": "hang"}
        assert process.stderr is not None
        return {"case": case, "end": f"exit {status}", "said": process.stderr.read()[-2000:]}

    def _start(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.worker", str(self._limit)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if not _line(self._process, PATIENCE):
            self._process.kill()
            said = self._process.communicate()[1]
            raise RuntimeError(f"the worker does not start: {said[-2000:]}")
        return self._process

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


def _line(process: subprocess.Popen[str], seconds: float) -> str | None:
    """One line of the process; empty where it ended, None where the time did."""
    with selectors.DefaultSelector() as selector:
        assert process.stdout is not None
        selector.register(process.stdout, selectors.EVENT_READ)
        return process.stdout.readline() if selector.select(seconds) else None


def run(
    cases: Iterable[str],
    *,
    workers: int = 1,
    limit: float = LIMIT,
    seen: Callable[[dict[str, Any], Tally], None] = lambda result, tally: None,
) -> Tally:
    """Run cases over ``workers`` processes; ``seen`` is told each result and the count so far."""
    tally = Tally()
    source, lock = iter(cases), Lock()

    def take() -> Iterator[str]:
        while True:
            with lock:
                case = next(source, None)
            if case is None:
                return
            yield case

    def work() -> None:
        worker = Worker(limit)
        try:
            for case in take():
                result = worker.run(case)
                with lock:
                    tally.add(result)
                    seen(result, tally)
        finally:
            worker.close()

    with ThreadPoolExecutor(workers) as pool:
        for future in [pool.submit(work) for _ in range(workers)]:
            future.result()
    return tally


def printer(out: Path | None, *, every: float = 30.0) -> Callable[[dict[str, Any], Tally], None]:
    """Shows the count every so many seconds, failures at once, and keeps what failed in ``out``."""
    from tests.fuzz.worker import make

    shown = time.monotonic()

    def seen(result: dict[str, Any], tally: Tally) -> None:
        nonlocal shown
        if "end" in result or result["faults"]:
            said = {
                k: v for k, v in result.items() if k in ("case", "end", "said", "faults", "raised")
            }
            print(json.dumps(said, ensure_ascii=False)[:1500], file=sys.stderr, flush=True)
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
                (out / str(result["case"]).replace(":", "-")).write_bytes(make(result["case"])[0])
        if time.monotonic() - shown > every:
            shown = time.monotonic()
            print(tally, file=sys.stderr, flush=True)

    return seen
