"""Verification finds what does not hold, and the index can be made again."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

import pytest

from govcrawl.archive.index import NAME, Index, IndexRow
from govcrawl.archive.mending import rebuild
from govcrawl.archive.verify import Checked, archive_files, verify
from govcrawl.archive.warc_reader import Record, WarcReader
from tests.archive.made import write

A, B = "http://x.gov.cn/a.html", "http://x.gov.cn/b.html"


def check(*paths: Path) -> tuple[list[str], Checked]:
    checked, done = Checked(), []
    found = [problem.message.code for problem in verify(paths, checked, done.append)]
    assert checked.problems == len(found)
    return found, checked


def test_all_that_we_write_holds(tmp_path: Path) -> None:
    write(tmp_path, {A: b"<p>a", B: b"<p>b"})
    write(tmp_path, {A: b"<p>a"}, "run2")
    found, checked = check(*archive_files(tmp_path))
    assert not found
    assert (checked.files, checked.pages, checked.revisits, checked.unchecked) == (2, 3, 1, 0)
    assert check(tmp_path / "run2-00001.warc.gz")[0] == [], "what it refers to lies beside it"


def test_a_changed_byte_is_found_even_if_repacked(tmp_path: Path) -> None:
    (path,) = write(tmp_path, {A: b"<p>one", B: b"<p>two"})
    with WarcReader(path, 1 << 20) as reader:
        records = [record for record in reader.records() if isinstance(record, Record)]
    data = path.read_bytes()
    members = [data[r.start : r.start + r.length] for r in records]
    forged = zlib.decompress(members[1], 31).replace(b"<p>one", b"<p>won")
    packer = zlib.compressobj(wbits=31)
    members[1] = packer.compress(forged) + packer.flush()
    path.write_bytes(b"".join(members))
    # What follows may lie elsewhere than the index says.
    assert check(path)[0][:2] == ["archive_digest", "archive_unresolved"]


def test_torn_ends_and_lost_contents_are_found(tmp_path: Path) -> None:
    (first,) = write(tmp_path, {A: b"<p>a"})
    (second,) = write(tmp_path, {A: b"<p>a"}, "run2")
    whole = second.read_bytes()
    second.write_bytes(whole[:-20])
    assert check(first, second)[0] == ["archive_torn", "archive_index_differs"]
    second.write_bytes(whole)
    first.unlink()
    assert check(second)[0] == ["archive_unresolved", "archive_index_differs"]
    assert check(tmp_path / "nowhere.warc.gz")[0] == ["unreadable_file"]


def test_the_index_can_be_made_again(tmp_path: Path) -> None:
    write(tmp_path, {A: b"<p>a", B: b"<p>b"})
    write(tmp_path, {A: b"<p>a"}, "run2")
    before = rows(tmp_path / NAME)
    (tmp_path / NAME).unlink()
    rebuild(tmp_path, archive_files(tmp_path))
    assert rows(tmp_path / NAME) == before
    (third,) = write(tmp_path, {A: b"<p>a"}, "run3")
    assert check(third)[1].revisits == 1


def rows(path: Path) -> list[tuple[object, ...]]:
    index = Index(path, read_only=True)
    try:
        fields = "file, start, length, id, type, uri, date, payload, run, portal, page"
        return list(index._db.execute(f"SELECT {fields} FROM record ORDER BY file, start"))
    finally:
        index.close()


def test_a_damaged_row_of_an_index_is_an_error_of_the_index(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    index = Index(path)
    index.add(IndexRow("a.warc.gz", 0, 0, 1, "id", "response", "http://x/", "2026"))
    assert list(index.places()) == [("a.warc.gz", 0, "response")]
    index.close()
    with sqlite3.connect(path) as db:  # the column's own rule is what the damage went round
        db.execute("PRAGMA writable_schema = 1")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, 'file TEXT NOT NULL', 'file TEXT')")
    with sqlite3.connect(path) as db:
        db.execute("UPDATE record SET file = NULL")
        db.execute("PRAGMA writable_schema = 1")
        db.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'file TEXT,', 'file TEXT NOT NULL,')"
        )
    with pytest.raises(sqlite3.DatabaseError, match="damaged row"):
        list(Index(path, read_only=True).places())
    with pytest.raises(sqlite3.DatabaseError, match="damaged row"):
        list(Index(path, read_only=True).by_id("id"))
