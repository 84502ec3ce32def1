"""Worker processes: what a page does to its reader harms no other page and no other run."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from govcrawl.execution import nursery
from govcrawl.execution.execution import Execution, Inline, StoppedError
from govcrawl.execution.killers import NAME, Killers
from govcrawl.execution.outcome import Outcome
from govcrawl.execution.pool import _SEVERAL, Pool, WorkerDiedError
from govcrawl.execution.read_settings import Limits
from govcrawl.execution.task import Inline as Bytes
from govcrawl.execution.task import PageTask
from tests.conftest import ROOT, eventually

LIMITS = Limits(seconds=20, memory=512 << 20, reader="tests.standin.read")
Make = Callable[..., Pool]


def page(text: str, name: str = "a") -> PageTask:
    url = f"http://x.gov.cn/{name}.html"
    return PageTask(place=Bytes(text.encode()), url=url, announced=True)


def codes(outcomes: list[Outcome]) -> list[str]:
    return [one.message.code for outcome in outcomes for one in outcome.said]


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Make]:
    made: list[Pool] = []

    def make(limits: Limits = LIMITS, jobs: int = 2, reader: str = "1") -> Pool:
        killers = Killers(tmp_path / NAME, reader, limits)
        made.append(Pool(limits, killers, jobs))
        return made[-1]

    yield make
    for one in made:
        one.close()


def outcomes(execution: Execution, *tasks: PageTask) -> list[Outcome]:
    pairs = list(execution.map(tasks))
    assert [task for task, _ in pairs] == list(tasks)
    return [outcome for _, outcome in pairs]


def test_a_pool_whose_workers_cannot_be_started_fails_and_does_not_wait(
    pool: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a data file of the reader is broken, for instance."""
    monkeypatch.setattr(nursery, "_START", "import sys; sys.exit('broken')")
    waiting = [pool().submit(page("报告", str(n))) for n in range(3)]
    for one in waiting:
        with pytest.raises((nursery.NurseryError, StoppedError)):
            one.result(timeout=60)


def test_pages_come_in_order_and_the_same_wherever_they_are_read(pool: Make) -> None:
    tasks = [page(f"报告 某局 {2000 + n}", str(n)) for n in range(30)]
    inline = Inline(LIMITS, Killers(None, "1", LIMITS))
    one = outcomes(inline, *tasks)
    assert [o.records[0].report_year for o in one] == list(range(2000, 2030))
    assert one == outcomes(pool(jobs=1), *tasks) == outcomes(pool(jobs=3), *tasks)


@pytest.mark.parametrize("jobs", [1, 2])
def test_pages_sent_together_die_alone(pool: Make, jobs: int) -> None:
    """A worker is given several pages at once: those beside one that kills it are read all the same,
    and only that one is tried once more."""
    deadly = {3, 4, 11, 29}
    tasks = [
        page(f"DIE {n}" if n in deadly else f"报告 某局 {2000 + n}", str(n)) for n in range(30)
    ]
    execution = pool(jobs=jobs)
    given: list[int] = []
    give = execution._give
    execution._give = lambda jobs: (given.extend(map(id, jobs)), give(jobs))[1]  # type: ignore[method-assign, func-returns-value]
    found = outcomes(execution, *tasks)
    assert {n for n, outcome in enumerate(found) if outcome.killed} == deadly
    assert codes(found) == ["reading_crashed"] * len(deadly)
    assert len(execution.killers) == len(deadly)
    assert len(given) <= len(tasks) + _SEVERAL * len(deadly)


def test_pages_are_read_beside_an_event_loop(pool: Make) -> None:
    async def run() -> tuple[list[Outcome], int]:
        tasks = [page(f"报告 某局 {2000 + n}", str(n)) for n in range(5)]
        reading = asyncio.gather(*map(pool().run_async, tasks))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0)
            turns += 1
        return list(await reading), turns

    read, turns = asyncio.run(run())
    assert [o.records[0].report_year for o in read] == list(range(2000, 2005))
    assert turns > 5, "the loop went on"


@pytest.mark.parametrize(
    ("text", "code", "limits"),
    [
        ("DIE", "reading_crashed", LIMITS),
        ("SPIN", "reading_timeout", LIMITS._replace(seconds=0.3)),
        ("HANG", "reading_timeout", LIMITS._replace(seconds=0.2)),
        ("HOG", "reading_memory", LIMITS),
    ],
)
def test_what_kills_its_reader_fails_alone_and_is_not_tried_again(
    pool: Make, tmp_path: Path, text: str, code: str, limits: Limits
) -> None:
    good = [page(f"报告 某局 {2000 + n}", str(n)) for n in range(12)]
    tasks = [*good[:5], page(text, "bad"), *good[5:]]
    read = outcomes(pool(limits), *tasks)
    assert codes(read) == [code]
    assert [o.killed for o in read] == [t.name.endswith("bad.html") for t in tasks]
    assert sum(len(o.records) for o in read) == 12
    assert len((tmp_path / NAME).read_bytes().splitlines()) == 1

    for again in (pool(limits), Inline(limits, Killers(tmp_path / NAME, "1", limits))):
        assert codes(outcomes(again, page(text, "elsewhere"), good[0])) == ["reading_known"]
    assert not Killers(tmp_path / NAME, "2", limits), "another reader tries again"
    more = limits._replace(seconds=1e6, memory=1 << 40)
    assert len(Killers(tmp_path / NAME, "1", more)) == (text == "DIE")


def test_the_same_bytes_kill_one_run_once(pool: Make) -> None:
    read = outcomes(pool(jobs=1), page("DIE", "a"), page("报告 某局 2020"), page("DIE", "b"))
    assert codes(read) == ["reading_crashed", "reading_known"]


def test_a_worker_that_is_killed_from_outside_costs_nothing(pool: Make) -> None:
    one = pool()
    tasks = [page(f"报告 某局 {2000 + n}", str(n)) for n in range(200)]
    read = []
    for number, (_, outcome) in enumerate(one.map(tasks)):
        read.append(outcome)
        if number % 20 == 0:
            for worker in list(one._workers):
                os.kill(worker.pid, signal.SIGKILL)
    assert sum(len(o.records) for o in read) == 200
    assert not codes(read)


def test_the_nursery_may_die_too(pool: Make) -> None:
    one = pool()
    assert one.run(page("报告 某局 2020")).records
    assert one._nursery is not None
    os.kill(one._nursery.pid, signal.SIGKILL)
    one._nursery._process.wait()
    assert one.run(page("报告 某局 2020")).records


def test_other_work_is_called_in_a_worker(pool: Make) -> None:
    one = pool(jobs=1)
    assert one.call(os.getpid).result() != os.getpid()
    with pytest.raises(WorkerDiedError):
        one.call(os._exit, 3).result()
    assert one.run(page("报告 某局 2020")).records


def test_a_stopped_map_ends_and_closing_ends_what_is_under_way(pool: Make) -> None:
    one = pool(jobs=1)
    future = one.submit(page("HANG"))
    tasks = iter([page("报告 某局 2020"), page("报告 某局 2021")])
    read = one.map(tasks)
    one.stop()
    assert list(read) == []
    pids = [worker.pid for worker in one._workers]
    one.close()
    assert future.exception() is not None
    assert not any(map(alive, pids))


@pytest.mark.parametrize("forked", [False, True])
@pytest.mark.parametrize("who", ["parent", "nursery", "both"])
def test_no_process_is_left_of_a_parent_that_was_killed(
    who: str, forked: bool, tmp_path: Path
) -> None:
    code = (
        "import sys, time; from tests.execution import test_pool as t\n"
        f"pool = t.Pool(t.LIMITS, t.Killers(None, '1', t.LIMITS), 2, forked={forked})\n"
        "for text in ('SPIN', 'HANG'): pool.submit(t.page(text))\n"
        "while len(pool._workers) < 2: time.sleep(0.01)\n"
        "print(pool._nursery.pid, *(w.pid for w in pool._workers), flush=True)\n"
        "sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    nursery, *workers = map(int, process.stdout.readline().split())
    if who != "nursery":
        os.kill(process.pid, signal.SIGKILL)
    if who != "parent":
        os.kill(nursery, signal.SIGKILL)
    eventually(lambda: not any(map(alive, workers)))
    process.kill()
    process.communicate()
    eventually(lambda: not alive(nursery))


@pytest.mark.skipif(sys.platform != "linux", reason="is begun anew elsewhere")
def test_a_forked_nursery_holds_no_file_of_its_parent() -> None:
    code = (
        "import os; from tests.execution import test_pool as t\n"
        "end, held = os.pipe()\n"
        "pool = t.Pool(t.LIMITS, t.Killers(None, '1', t.LIMITS), 1, forked=True)\n"
        "assert pool._nursery._process is None\n"
        "assert pool.run(t.page('报告 某局 2020')).records\n"
        "os.close(held)\n"
        "assert os.read(end, 1) == b'', 'the last writer is gone'\n"
        "pool.close()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be counted does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
