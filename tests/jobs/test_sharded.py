"""Pages that jobs read come to what they come to here, in the same order, whatever breaks down."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from govcrawl.execution.execution import Inline
from govcrawl.execution.killers import Killers
from govcrawl.execution.outcome import Outcome
from govcrawl.execution.read_settings import Limits
from govcrawl.execution.task import InArchive, InFile, PageTask, RecordPlace
from govcrawl.execution.task import Inline as Bytes
from govcrawl.fingerprint import reader_version
from govcrawl.jobs import read_shard
from govcrawl.jobs.job import Ended
from govcrawl.jobs.shard_files import Head, head_of, is_whole, key_of, read_tasks, write_tasks
from govcrawl.jobs.sharded import Round, Sharded, ShardError
from govcrawl.reading.model import Listed
from govcrawl.storage import Folder, state_of

LIMITS = Limits(reader="tests.standin.read")


class Here:
    """An engine that reads shards in this process. ``lost``: jobs, by the order in which they are
    begun, that end with their node instead."""

    slots = 2

    def __init__(self, *lost: int) -> None:
        self.lost, self.begun = set(lost), list[str]()

    def start(self, arguments: Sequence[str]) -> int:
        _, folder, key = arguments
        self.begun.append(key)
        if len(self.begun) - 1 not in self.lost:
            read_shard.main(folder, key)
        return len(self.begun) - 1

    def wait(self, handles: Sequence[Any], seconds: float) -> list[tuple[Any, Ended]]:
        return [(h, Ended(None if h in self.lost else 0, "lost")) for h in reversed(handles)]

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(limits: Limits, data_dir: Path, reader: str, jobs: int) -> Inline:
        return Inline(limits, Killers(None, reader, limits))

    monkeypatch.setattr(read_shard, "begin", begin)


def tasks(folder: Path, count: int) -> list[PageTask]:
    folder.mkdir(exist_ok=True)
    found = []
    for number in range(count):
        path = folder / f"{number}.html"
        if not path.exists():
            path.write_text(f"报告 局{number} 2020" if number % 3 else "别的", "utf-8")
        url, years = path.as_uri(), frozenset({2020, 2021})
        found.append(PageTask(place=InFile(path), url=url, announced=True, years=years))
    return found


def here() -> Inline:
    return Inline(LIMITS, Killers(None, reader_version(), LIMITS))


def sharded(tmp_path: Path, engine: Here, told: list[Round]) -> Sharded:
    head = head_of(LIMITS, reader_version(), tmp_path / "data")
    found = Sharded(here(), engine, Folder(str(tmp_path / "parts")), head, told.append)
    found.plan(20, 6)
    return found


def read(execution: Sharded | Inline, given: list[PageTask]) -> list[tuple[str, Outcome]]:
    try:
        return [(task.url, outcome) for task, outcome in execution.map(iter(given))]
    finally:
        execution.close()


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("lost", [(), (0,), (1, 2), (0, 1, 2, 3)])
def test_the_same_outcomes_whatever_is_lost(tmp_path: Path, lost: tuple[int, ...]) -> None:
    given, told, engine = tasks(tmp_path / "in", 20), list[Round](), Here(*lost)
    assert read(sharded(tmp_path, engine, told), given) == read(here(), given)
    assert len(engine.begun) == 5 + len(lost)
    assert (told[0].total, told[0].kept, told[-1].done) == (5, 0, 5)


@pytest.mark.usefixtures("in_this_process")
def test_only_what_is_not_there_is_read_again(tmp_path: Path) -> None:
    given = tasks(tmp_path / "in", 20)
    first = read(sharded(tmp_path, Here(), []), given)
    parts = sorted((tmp_path / "parts").iterdir())
    whole = parts[0].read_bytes()
    assert is_whole(Folder(str(tmp_path / "parts")), parts[0].name)
    for damaged in (whole[:-1], whole[:-40], whole[1:], b"", whole[:9] + b"x" + whole[10:]):
        parts[0].write_bytes(damaged)
        engine = Here()
        assert read(sharded(tmp_path, engine, []), given) == first
        assert engine.begun == [parts[0].stem]
        assert parts[0].read_bytes() == whole
    given[7].place.path.write_text("报告 新局 2020", "utf-8")  # type: ignore[union-attr]
    engine = Here()
    assert read(sharded(tmp_path, engine, []), given) == read(here(), given) != first
    assert len(engine.begun) == 1
    last = sharded(tmp_path, Here(), [])
    read(last, given)
    last.discard()
    assert len(list((tmp_path / "parts").iterdir())) == 1, "of another page"


@pytest.mark.usefixtures("in_this_process")
def test_a_shard_that_cannot_be_read_is_said_once_the_others_are(tmp_path: Path) -> None:
    given, engine = tasks(tmp_path / "in", 20), Here(0, 5, 6)
    with pytest.raises(ShardError) as error:
        read(sharded(tmp_path, engine, []), given)
    assert error.value.message.code == "shard_failed"
    assert "1/5" in error.value.message.zh
    again = Here()
    assert read(sharded(tmp_path, again, []), given) == read(here(), given)
    assert len(again.begun) == 1


@pytest.mark.usefixtures("in_this_process")
def test_a_part_that_is_not_there_in_spite_of_all_is_said(tmp_path: Path) -> None:
    class Forgetful(Here):
        def wait(self, handles: Sequence[Any], seconds: float) -> list[tuple[Any, Ended]]:
            shutil.rmtree(tmp_path / "parts", ignore_errors=True)
            return super().wait(handles, seconds)

    with pytest.raises(ShardError) as error:
        read(sharded(tmp_path, Forgetful(), []), tasks(tmp_path / "in", 20))
    assert error.value.message.code == "shard_not_whole"


@pytest.mark.usefixtures("in_this_process")
def test_few_pages_are_read_here_and_a_stop_is_heard(tmp_path: Path) -> None:
    engine = Here()
    assert len(read(sharded(tmp_path, engine, []), tasks(tmp_path / "in", 1))) == 1
    assert not engine.begun
    execution = sharded(tmp_path, engine, [])
    found = []
    for one in execution.map(tasks(tmp_path / "in", 20)):
        found.append(one)
        execution.stop()
    execution.close()
    assert 1 <= len(found) < 20


def test_another_reader_is_refused_and_not_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = head_of(LIMITS, "another", tmp_path)
    with (tmp_path / "k.tasks").open("wb") as file:
        write_tasks(file, head, [])
    assert read_shard.main(str(tmp_path), "k") == 2
    assert "shard_other_reader" in capsys.readouterr().err


def test_tasks_are_the_same_on_the_other_side(tmp_path: Path) -> None:
    archived = InArchive(RecordPlace(tmp_path / "a.warc.gz", 5, 7), RecordPlace(tmp_path / "b", 0))
    page = PageTask(place=archived, url="http://x.gov.cn/", content_type="text/html", run="r")
    given = [
        page,
        PageTask(
            place=Bytes(b"\x00\xff"),
            url="u",
            linked_from=page,
            listed=Listed("年报", "2021-01-31", "某局"),
            years=frozenset({2020, 2019}),
            documents=(("a", "b"), ("c",)),
            others=("d",),
            saved=tmp_path / "年.html",
            local=(("x", "file:///y"),),
            target=1 << 30,
            at_home=False,
        ),
        PageTask(place=archived._replace(content=None, foreign=True), url="", portal="p"),
        *tasks(tmp_path / "in", 1),
    ]
    head = Head(LIMITS, "r", "/data", (state_of(tmp_path / "in" / "0.html"),), len(given))
    stream = BytesIO()
    write_tasks(stream, head, given)
    stream.seek(0)
    there, found = read_tasks(stream)
    assert (there, list(found)) == (head, given)
    assert key_of(head, given) == key_of(head._replace(data="elsewhere"), given)
    assert len({key_of(head, given[:n]) for n in range(5)}) == 5
