"""No two jobs claim the same at once; what broke down is begun again; a batch can be taken up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.jobs.job import Ended, Job
from govcrawl.jobs.supervising import Journal, Result, Supervisor


class Fake:
    """An engine in which every job ends a while after it began. ``ends``: the states of each
    attempt of a job, by its name; then all is well."""

    def __init__(self, slots: int, ends: dict[str, list[int | None]] | None = None) -> None:
        self.slots, self.ends = slots, {n: list(e) for n, e in (ends or {}).items()}
        self.begun: list[tuple[str, ...]] = []
        self.running: list[tuple[str, ...]] = []
        self.together: list[set[str]] = []
        self.stopped = False

    def start(self, arguments: Sequence[str]) -> Any:
        self.begun.append(tuple(arguments))
        self.running.append(tuple(arguments))
        self.together.append({one[0] for one in self.running})
        return len(self.begun) - 1

    def wait(self, handles: Sequence[Any], seconds: float) -> list[tuple[Any, Ended]]:
        handle = min(handles)
        arguments = self.begun[handle]
        self.running.remove(arguments)
        left = self.ends.get(arguments[0], [])
        return [(handle, Ended(left.pop(0) if left else 3 if self.stopped else 0))]

    def stop(self) -> None:
        self.stopped = True

    def close(self) -> None:
        pass


def run(
    engine: Fake, jobs: list[Job], each: Callable[[Result], None] = lambda _: None
) -> dict[str, Result]:
    found: dict[str, Result] = {}

    def ended(result: Result) -> None:
        assert result.name not in found
        found[result.name] = result
        each(result)

    Supervisor(engine, ended).run(jobs)
    return found


@given(st.lists(st.frozensets(st.sampled_from("abcd"), max_size=2), max_size=12), st.integers(1, 5))
def test_no_two_jobs_claim_the_same_at_once(claims: list[frozenset[str]], slots: int) -> None:
    jobs = [Job(str(n), (str(n),), claims=claim) for n, claim in enumerate(claims)]
    engine = Fake(slots)
    assert len(run(engine, jobs)) == len(jobs)
    assert len(engine.begun) == len(jobs)
    for together in engine.together:
        assert len(together) <= slots
        claimed = [one for name in together for one in claims[int(name)]]
        assert len(claimed) == len(set(claimed))


def test_a_job_that_waits_for_a_claim_holds_up_no_other() -> None:
    jobs = [Job(n, (n,), claims=frozenset(c)) for n, c in (("1", "a"), ("2", "a"), ("3", "b"))]
    engine = Fake(2)
    run(engine, jobs)
    assert [begun[0] for begun in engine.begun] == ["1", "3", "2"]


def test_what_broke_down_is_begun_again_and_what_came_to_a_verdict_is_not() -> None:
    names = ("lost", "crashed", "killed", "partial", "refused", "never")
    jobs = [Job(name, (name,), ("--resume",)) for name in names]
    ends: dict[str, list[int | None]] = {
        "lost": [None], "crashed": [1, 1], "killed": [-9], "partial": [3], "refused": [4], "never": [1] * 9,
    }  # fmt: skip
    engine = Fake(2, ends)
    found = run(engine, jobs)
    assert {n: (r.status, r.attempts) for n, r in found.items()} == {
        "lost": (0, 2),
        "crashed": (0, 3),
        "killed": (0, 2),
        "partial": (3, 1),
        "refused": (4, 1),
        "never": (1, 3),
    }
    assert [b for b in engine.begun if b[0] == "crashed"] == [
        ("crashed",),
        ("crashed", "--resume"),
        ("crashed", "--resume"),
    ]


def test_what_is_broken_off_is_not_done() -> None:
    jobs = [Job(name, (name,)) for name in "abcd"]
    engine = Fake(2)
    found: list[str] = []

    def ended(result: Result) -> None:
        found.append(result.name)
        supervisor.stop()

    supervisor = Supervisor(engine, ended)
    supervisor.run(jobs)
    assert found == ["a"]
    assert [begun[0] for begun in engine.begun] == ["a", "b"]


def test_a_batch_is_taken_up_where_it_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.jsonl"
    journal = Journal(path, "x", resume=True)
    for name in "ab":
        journal.write(Result(name=name, status=0, attempts=1, said="好"))
    whole = path.read_bytes()
    for end in range(whole.index(b"\n") + 1, len(whole) + 1):
        path.write_bytes(whole[:end])
        taken_up = Journal(path, "x", resume=True)
        assert set(taken_up.done) <= {"a", "b"}
        taken_up.write(Result(name="c", status=3, attempts=2))
        again = Journal(path, "x", resume=True)
        assert set(again.done) == {*taken_up.done}
        assert again.done["c"].attempts == 2
    assert not Journal(path, "another", resume=True).done
    assert not Journal(path, "x", resume=False).done


def test_results_say_what_they_know() -> None:
    assert Result(name="a", status=None, attempts=1).said == ""
    with pytest.raises(AttributeError):
        Result(name="a", status=0, attempts=1).status = 1  # type: ignore[misc]
