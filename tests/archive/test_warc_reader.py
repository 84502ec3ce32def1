"""Files of any origin are walked to their end, whatever is in them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random
import time
import zlib
from pathlib import Path

import pytest

from govcrawl.archive.warc_reader import Problem, Record, WarcReader, holds, same
from tests.archive.made import write

LIMIT = 1 << 20
URLS = [f"http://x.gov.cn/{n}" for n in range(5)]


def walk(path: Path, limit: int = LIMIT) -> tuple[list[str], list[tuple[str, bool]]]:
    """The addresses of the responses, and the problems with whether they are a torn end."""
    with WarcReader(path, limit) as reader:
        found = list(reader.records())
    urls = [r.uri for r in found if isinstance(r, Record) and r.type == "response" and r.sound]
    return urls, [(p.message.code, p.torn) for p in found if isinstance(p, Problem)]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    rng = random.Random(1)
    (path,) = write(tmp_path, {url: rng.randbytes(4000) for url in URLS})
    return path


def places(path: Path) -> list[Record]:
    with WarcReader(path, LIMIT) as reader:
        return [record for record in reader.records() if isinstance(record, Record)]


def test_all_is_read_and_every_place_can_be_read_again(made: Path) -> None:
    assert walk(made) == (URLS, [])
    records = places(made)
    assert records[0].length == records[1].start
    with WarcReader(made, LIMIT) as reader:
        for record in reversed(records):
            again = reader.at(record.start, record.skip)
            assert isinstance(again, Record)
            assert (again.block, again.uri) == (record.block, record.uri)
        assert isinstance(reader.at(3, 0), Problem)
        assert isinstance(reader.at(10**9, 0), Problem)


@pytest.mark.parametrize("cut", [1, 8, 9, 30, 700])
def test_a_torn_end_costs_the_last_record_only(made: Path, cut: int) -> None:
    *_, last = [r for r in places(made) if r.type == "response"]
    data = made.read_bytes()
    end = last.start + last.length
    made.write_bytes(data[: end - cut])
    urls, problems = walk(made)
    assert urls[:4] == URLS[:4]
    assert problems == [("archive_torn", True)]


def test_damage_in_the_middle_costs_one_record(made: Path) -> None:
    data = bytearray(made.read_bytes())
    second = [r for r in places(made) if r.type == "response"][1]
    for offset in (20, 300, second.length // 2, second.length - 6):
        hurt = bytearray(data)
        hurt[second.start + offset] ^= 0x55
        made.write_bytes(hurt)
        urls, problems = walk(made)
        assert urls == [URLS[0], *URLS[2:]], offset
        assert [torn for _, torn in problems] == [False] * len(problems)


@pytest.mark.parametrize("kind", ["plain", "one member", "many members, cut anywhere"])
def test_other_ways_to_pack(made: Path, kind: str) -> None:
    plain = gzip.decompress(made.read_bytes())
    if kind == "plain":
        data = plain
    elif kind == "one member":
        data = gzip.compress(plain)
    else:
        data = b"".join(gzip.compress(plain[n : n + 1500]) for n in range(0, len(plain), 1500))
    made.write_bytes(data)
    assert walk(made) == (URLS, [])
    records = places(made)
    with WarcReader(made, LIMIT) as reader:
        for record in records[::-1]:
            again = reader.at(record.start, record.skip)
            assert isinstance(again, Record)
            assert again.block == record.block
    if kind == "plain":
        assert walk_cut(made, data[:-5000])[1] == [("archive_torn", True)]
        bad = data.replace(b"Content-Length: 4", b"Content-Length: x", 1)
        assert walk_cut(made, bad) == (URLS[1:], [("archive_bad_record", False)])


def walk_cut(path: Path, data: bytes) -> tuple[list[str], list[tuple[str, bool]]]:
    path.write_bytes(data)
    return walk(path)


def test_bombs_and_nonsense_end(tmp_path: Path, made: Path) -> None:
    path = tmp_path / "hostile.warc.gz"
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(head)
    for _ in range(300):
        bomb += packer.compress(bytes(1 << 20))
    bomb += packer.flush()
    begun = time.thread_time()
    assert walk_cut(path, bomb + made.read_bytes()) == (URLS, [("archive_bomb", False)])
    assert time.thread_time() - begun < 5

    endless = b"WARC/1.0\r\n" + b"X" * (1 << 20)
    for data in (
        b"",
        b"\x1f\x8b",
        b"\x1f\x8b\x08" + bytes(100),
        b"<html>no archive</html>" * 1000,
        endless,
        gzip.compress(endless),
        b"WARC/1.0\r\n\r\n" * 1000,
        b"WARC/1.0\r\nContent-Length: -5\r\n\r\n" * 1000,
        gzip.compress(b"WARC/1.0\r\nContent-Length: 10\r\n\r\nabc"),
        gzip.compress(b"") * 1000,
        random.Random(2).randbytes(200_000),
    ):
        urls, _ = walk_cut(path, data)
        assert urls == []


def test_any_change_of_a_byte_is_survived_and_said(made: Path) -> None:
    data = made.read_bytes()
    rng = random.Random(3)
    for _ in range(150):
        hurt = bytearray(data)
        hurt[rng.randrange(len(hurt))] ^= rng.randrange(1, 256)
        urls, problems = walk_cut(made, bytes(hurt))
        assert len(urls) >= 4
        assert urls == URLS or problems or len(urls) < 5


def test_a_block_is_kept_as_far_as_asked_and_checked_whole(made: Path) -> None:
    with WarcReader(made, 100) as reader:
        record = [r for r in reader.records() if isinstance(r, Record)][1]
    assert (len(record.block), record.size > 4000, record.sound) == (100, True, True)


def test_digests_in_every_spelling() -> None:
    value = hashlib.sha1(b"a").digest()
    spelled = [
        f"sha1:{value.hex()}",
        f"SHA-1:{value.hex().upper()}",
        f"sha1:{base64.b32encode(value).decode()}",
        f"sha1:{base64.b32encode(value).decode().lower()}",
        f"sha1:{base64.b64encode(value).decode()}",
    ]
    assert [holds(text, b"a") for text in spelled] == [True] * 5
    assert {same(text) for text in spelled} == {f"sha1:{value.hex()}"}
    assert holds(spelled[0], b"b") is False
    assert [holds(text, b"a") for text in ("", "sha1", "sha1:xyz", "crc:12")] == [None] * 4


def test_a_record_that_lies_about_its_length_hides_no_other(tmp_path: Path) -> None:
    """A plain file of another crawler: what is cut, or says that it is longer than it is, is said
    with its offset, and what follows is read."""

    def record(number: int, length: int | None = None) -> bytes:
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{number}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"WARC-Target-URI: http://x/{number}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
            f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
        )
        return head.encode() + block + b"\r\n\r\n"

    path = tmp_path / "a.warc"
    for lying in range(3):
        path.write_bytes(b"".join(record(n, 10**6 if n == lying else None) for n in range(3)))
        with WarcReader(path, 1 << 20) as reader:
            found = list(reader.records())
        problems = [one for one in found if isinstance(one, Problem)]
        assert [problem.start for problem in problems] == [lying * len(record(0)) for _ in (0,)]
        assert not problems[0].torn, "not the unfinished end of a file of our own"
        uris = [one.uri for one in found if isinstance(one, Record)]
        assert uris == [f"http://x/{n}" for n in range(3) if n != lying]
