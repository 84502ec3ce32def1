"""Whole bytes are told from those that break off, and neither from what does not tell."""

from __future__ import annotations

import gzip
import random
import zlib

import brotli
import pytest

from govcrawl.fetching.wholeness import DamagedError, breaks_off, stream_ends
from tests.makers import docx

PAGE = (
    b"<!DOCTYPE html><html><head><title>x</title></head><body><div class='a'><p>" + b"text " * 400
)
WHOLE = PAGE + b"</p></div></body></html>\n<!-- served in 3 ms -->\n"
PDF = b"%PDF-1.5\n1 0 obj\n<< >>\nendobj\n" + b"x" * 9000 + b"startxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    "body",
    [
        WHOLE,
        b"\xef\xbb\xbf" + WHOLE,
        b"<html><body><p>an old page</body>",
        b"<html><frameset><frame src='a.html'></frameset>",
        b'<?xml version="1.0"?><datastore><recordset/></datastore>',
        b"<div><ul><li>a piece of a page</li></ul></div>",
        b'{"rows": [1, 2]}\n',
        PDF,
        PDF + b"<html>what the server's template appends</html>" * 9,
        docx.package(docx.paragraph("text")),
    ],
)
def test_whole(body: bytes) -> None:
    assert breaks_off(body) is False


@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        b"<html><body><p>" + b"text " * 400,
        b"<html><body><p>text</p><a href='/x",
        b"<html><body><table><tr><td>1</td>",
        b"<html><head><script>var rows = [1, 2",
        PDF[:-9],
        PDF.replace(b"<< >>", b"<< /Linearized 1 >>", 1),
        docx.package(docx.paragraph("text"))[:-40],
        b'{"rows": [1, 2',
    ],
)
def test_broken_off(body: bytes) -> None:
    assert breaks_off(body) is True


@pytest.mark.parametrize(
    "body", [b"", b"User-agent: *", b"<p>text", b"<html><body><p>text</p>", b"\xd0\xcf\x11\xe0"]
)
def test_what_does_not_tell(body: bytes) -> None:
    assert breaks_off(body) is None


def test_a_page_cut_anywhere_before_its_end_is_not_whole() -> None:
    end = WHOLE.index(b"</body")
    chance = random.Random(1)
    for at in chance.sample(range(200, end), 300):
        # Behind an end tag it could be the page of someone who leaves the last ones out.
        told = None if WHOLE[:at].rstrip().endswith((b"</p>", b"</div>")) else True
        assert breaks_off(WHOLE[:at]) is told, WHOLE[at - 20 : at]


PACKED = {
    "gzip": gzip.compress(WHOLE),
    "deflate": zlib.compress(WHOLE),
    "br": brotli.compress(WHOLE),
}


@pytest.mark.parametrize("encoding", PACKED)
def test_streams(encoding: str) -> None:
    packed = PACKED[encoding]
    assert stream_ends(packed, encoding, 1 << 20)
    assert stream_ends(packed, encoding, 10), "no more than the limit is unpacked"
    for cut in range(1, len(packed) - 2):
        assert not stream_ends(packed[:-cut], encoding, 1 << 20)
    with pytest.raises(DamagedError):
        stream_ends(b"\xff\xfe" * 50, encoding, 1 << 20)


def test_streams_of_several_members_raw_ones_and_padded_ones() -> None:
    packed = PACKED["gzip"]
    assert stream_ends(packed * 2 + b"\x00\x00", "gzip", 1 << 20)
    assert not stream_ends(packed + packed[:-5], "gzip", 1 << 20)
    raw = zlib.compressobj(wbits=-15)
    assert stream_ends(raw.compress(WHOLE) + raw.flush(), "deflate", 1 << 20)
    with pytest.raises(DamagedError):
        stream_ends(packed[:-8] + b"12345678", "gzip", 1 << 20)
    assert stream_ends(b"anything", "utf-8", 1 << 20)
