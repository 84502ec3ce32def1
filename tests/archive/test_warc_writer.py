"""What is written is plain WARC/1.1, once for each content, and survives its writer."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from govcrawl.archive.index import NAME
from govcrawl.archive.warc_writer import ArchiveError
from tests.archive.made import DATE, exchange, mark, write, writer


def read(path: Path) -> list[tuple[str, bytes, dict[str, str]]]:
    """Type, block and headers of each record, as another program reads them."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.raw_stream.read()
    with path.open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            found.append(
                (record.rec_type, record.raw_stream.read(), dict(record.rec_headers.headers))
            )
    return found


def test_records_of_an_exchange(tmp_path: Path) -> None:
    made = writer(tmp_path)
    given = exchange(
        "http://x.gov.cn/a?b=1",
        b"\x1f\x8bpacked",
        headers=[(b"Content-Encoding", b"gzip"), (b"X-Old", b"\xb1\xe0")],
        request_headers=[(b"User-Agent", b"g"), (b"Cookie", b"secret")],
        ip="127.0.0.1",
        portal="x",
        role="article",
    )
    page_id = made.store(given)
    made.mark(mark(page_id, given.url, portal="x"))
    made.close()
    info, response, request, page = read(tmp_path / "run1-00001.warc.gz")
    assert [info[0], response[0], request[0], page[0]] == [
        "warcinfo", "response", "request", "metadata",
    ]  # fmt: skip
    assert b"software: govcrawl/test\r\n" in info[1]
    assert response[1] == (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-Old: \xb1\xe0\r\n\r\n\x1f\x8bpacked"
    )
    assert request[1] == b"GET /a?b=1 HTTP/1.1\r\nHost: x.gov.cn\r\nUser-Agent: g\r\n\r\n"
    headers = response[2]
    assert headers["WARC-Target-URI"] == given.url
    assert headers["WARC-Date"] == request[2]["WARC-Date"] == DATE
    assert headers["WARC-IP-Address"] == "127.0.0.1"
    assert headers["WARC-Payload-Digest"].startswith("sha256:")
    assert headers["X-Govcrawl-Portal"] == "x"
    assert headers["X-Govcrawl-Role"] == "article"
    assert headers["WARC-Warcinfo-ID"] == info[2]["WARC-Record-ID"]
    assert request[2]["WARC-Concurrent-To"] == headers["WARC-Record-ID"] == page_id
    assert page[2]["WARC-Refers-To"] == page_id


def test_a_content_is_stored_once_across_runs(tmp_path: Path) -> None:
    body = b"<p>" + os.urandom(3000).hex().encode()
    (first,) = write(tmp_path, {"http://x.gov.cn/a.html": body})
    again, other = "http://x.gov.cn/a.html", "http://x.gov.cn/copy.html"
    (second,) = write(tmp_path, {again: body, other: body}, "run2")
    assert second.stat().st_size < first.stat().st_size
    revisits = [headers for kind, _, headers in read(second) if kind == "revisit"]
    assert [headers["WARC-Target-URI"] for headers in revisits] == [again, other]
    for headers in revisits:
        assert headers["WARC-Profile"].endswith("/revisit/identical-payload-digest")
        assert headers["WARC-Refers-To-Target-URI"] == again
        assert headers["WARC-Refers-To-Date"] == DATE

    first.unlink()  # somebody took the file away: the content is stored anew
    (third,) = write(tmp_path, {again: body}, "run3")
    assert [kind for kind, _, _ in read(third)][1] == "response"


def test_files_rotate_and_a_run_taken_up_again_begins_a_new_one(tmp_path: Path) -> None:
    pages = {f"http://x.gov.cn/{n}": os.urandom(2000) for n in range(6)}
    files = write(tmp_path, pages, max_bytes=5000)
    assert len(files) > 2
    assert [path.name for path in files] == [
        f"run1-{n:05}.warc.gz" for n in range(1, len(files) + 1)
    ]
    assert all(path.stat().st_size < 10_000 for path in files)
    assert all(read(path)[0][0] == "warcinfo" for path in files)
    before = [path.read_bytes() for path in files]
    assert len(write(tmp_path, {"http://x.gov.cn/7": b"new"})) == len(files) + 1
    assert [path.read_bytes() for path in files] == before


def test_a_damaged_index_is_put_aside(tmp_path: Path) -> None:
    write(tmp_path, {"http://x.gov.cn/a": b"one"})
    (tmp_path / NAME).write_bytes(b"no database " * 1000)
    write(tmp_path, {"http://x.gov.cn/a": b"two"}, "run2")
    assert (tmp_path / f"{NAME}.damaged").exists()


def test_no_flipped_bit_of_an_index_stops_a_run(tmp_path: Path) -> None:
    """Its schema is text: what a flip makes of it is often SQL still, of other columns."""
    write(tmp_path, {f"http://x.gov.cn/{n}": b"page %d" % n for n in range(8)})
    index = tmp_path / NAME
    whole, chance = index.read_bytes(), random.Random(3)
    places = [*range(100)]  # the header
    places += [chance.randrange(100, 4096) for _ in range(40)]
    places += [chance.randrange(len(whole)) for _ in range(30)]
    for number, at in enumerate(places):
        for side in ("", "-wal", "-shm"):
            (tmp_path / f"{NAME}{side}").unlink(missing_ok=True)
        index.write_bytes(
            whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
        )
        made = writer(tmp_path, f"later{number}")
        made.store(exchange(body=b"page 1"))
        made.store(exchange(body=b"new %d" % number))
        made.close()
        (later := tmp_path / f"later{number}-00001.warc.gz")
        assert len(read(later)) == 5, at
        later.unlink()


def test_a_full_disk_loses_nothing_that_was_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = writer(tmp_path)
    made.store(exchange(body=b"first"))
    path = tmp_path / "run1-00001.warc.gz"
    size = path.stat().st_size
    real = os.write

    def full(fd: int, data: bytes) -> int:
        if len(data) > 100:
            return real(fd, bytes(data)[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(ArchiveError, match="No space left"):
        made.store(exchange(body=os.urandom(1000)))
    monkeypatch.undo()
    with pytest.raises(ArchiveError):
        made.store(exchange(body=b"later"))
    made.close()
    assert path.stat().st_size == size
    assert len(read(path)) == 3


def test_a_killed_writer_leaves_all_that_it_stored(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from tests.archive.made import *\n"
        "made = writer(Path(sys.argv[1]))\n"
        "for n in range(20): made.store(exchange(f'http://x.gov.cn/{n}', os.urandom(5000)))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)])
    assert done.returncode == -signal.SIGKILL
    found = read(tmp_path / "run1-00001.warc.gz")
    assert len(found) == 1 + 2 * 20
    # What it knew is known to the next run.
    write(tmp_path, {"http://x.gov.cn/new": found[1][1].split(b"\r\n\r\n", 1)[1]}, "b")
    assert read(tmp_path / "b-00001.warc.gz")[1][0] == "revisit"


@pytest.mark.parametrize("part", range(2))
def test_a_damaged_index_is_made_again_and_stops_no_run(tmp_path: Path, part: int) -> None:
    """Wherever it is hit: in its head, its schema, its tables or their texts."""
    chance = random.Random(part)
    whole = tmp_path / "whole"
    write(whole, {f"http://x.gov.cn/{n}": f"<p>年报{n}".encode() for n in range(12)})
    data = (whole / NAME).read_bytes()
    for number in range(60):
        folder = tmp_path / str(number)
        shutil.copytree(whole, folder)
        hurt = bytearray(data)
        at = chance.randrange(len(hurt))
        how = chance.choice(("flip", "flip", "zero", "cut"))
        if how == "flip":
            hurt[at] ^= 1 << chance.randrange(8)
        elif how == "zero":
            hurt[at : at + 200] = bytes(min(200, len(hurt) - at))
        else:
            del hurt[at:]
        (folder / NAME).write_bytes(hurt)
        try:
            (path,) = write(
                folder,
                {"http://x.gov.cn/3": "<p>年报3".encode(), "http://x.gov.cn/new": b"<p>new"},
                "run2",
            )
        except ArchiveError as error:
            raise AssertionError((number, how, at)) from error
        assert [kind for kind, *_ in read(path)].count("metadata") == 2, (number, how, at)
        shutil.rmtree(folder)
