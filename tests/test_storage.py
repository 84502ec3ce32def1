"""Files of a storage are read as files of this machine, under their own addresses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govcrawl.domains import host_kind
from govcrawl.storage import (
    Folder,
    StorageError,
    address_of,
    bring,
    fetch,
    name_of,
    path_of,
    state_of,
    uri_of,
)

fsspec = pytest.importorskip("fsspec", reason="the extra [storage] is not installed")


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


def test_a_path_tells_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = path_of("s3://bucket/年报/a b.html")
    assert address_of(path) == name_of(path) == "s3://bucket/年报/a b.html"
    assert uri_of(path) == "s3://bucket/%E5%B9%B4%E6%8A%A5/a%20b.html"
    assert address_of(path_of("hdfs:///nb/a.html")) == "hdfs:///nb/a.html"
    assert host_kind(uri_of(path)) == "local", "a bucket is no site"
    here = tmp_path / "a.html"
    assert (address_of(here), name_of(here), uri_of(here)) == (None, str(here), here.as_uri())
    assert path_of("s3://../../../etc/passwd").is_relative_to(tmp_path)


def test_what_is_at_an_address_is_copied_once_and_followed(memory: Any) -> None:
    memory.pipe({"/pages/a.html": b"one", "/pages/sub/b.html": b"two"})
    folder = fetch("memory://pages")
    assert {p.name: p.read_bytes() for p in folder.rglob("*.html")} == {
        "a.html": b"one",
        "b.html": b"two",
    }
    before = (folder / "a.html").stat().st_ino
    memory.rm("/pages/sub", recursive=True)
    fetch("memory://pages")
    assert [p.name for p in folder.rglob("*.html")] == ["a.html"], "what is gone is not read"
    assert (folder / "a.html").stat().st_ino == before, "what is there is not copied again"
    assert fetch("memory://pages/a.html").read_bytes() == b"one"
    assert not fetch("memory://nowhere").exists()


def test_no_name_leads_out_of_the_copy(memory: Any, tmp_path: Path) -> None:
    memory.pipe("/pages/x.html", b"x")
    memory.store["/pages/../../../out.html"] = memory.store["/pages/x.html"]
    folder = fetch("memory://pages")
    assert {p.relative_to(folder).name for p in tmp_path.rglob("*.html")} == {"x.html", "out.html"}


def test_another_machine_gets_the_files_that_it_is_given(memory: Any) -> None:
    memory.pipe({"/pages/a.html": b"one", "/pages/b.html": b"two"})
    folder = fetch("memory://pages")
    states = [state_of(path) for path in sorted(folder.iterdir())]
    (folder / "a.html").unlink()
    (folder / "b.html").write_bytes(b"old")
    bring(states)
    assert [state_of(path) for path in sorted(folder.iterdir())] == states
    assert (folder / "b.html").read_bytes() == b"two"


@pytest.mark.parametrize("where", ["memory://parts", "{tmp}/new/parts", "local://{tmp}/deep/parts"])
def test_a_folder_of_files_that_are_written_once(memory: Any, tmp_path: Path, where: str) -> None:
    folder = Folder(where.format(tmp=tmp_path))
    file = tmp_path / "file"
    file.write_bytes(b"x" * 5000)
    with pytest.raises(FileNotFoundError):
        folder.open("a")
    folder.put("a", file)
    again = Folder(str(folder))
    with closing(again.open("a")) as opened:
        assert opened.read() == file.read_bytes()
        opened.seek(0)
        assert opened.read(1) == b"x"
    again.remove("a")
    again.remove("a")
    with pytest.raises(FileNotFoundError):
        folder.open("a")
    assert not (tmp_path / "new" / "parts").exists()


def test_an_address_that_cannot_be_used_is_said_to_be_so(tmp_path: Path) -> None:
    for name in ("nothing://x/y", "s3://"):
        with pytest.raises(StorageError) as error:
            fetch(name)
        assert error.value.message.code in ("storage_missing", "storage_unusable")
    assert fetch(f"file://{tmp_path}") == tmp_path
    assert fetch(os.fspath(tmp_path)) == tmp_path
