"""Chains of filters are followed and counted before anything is unpacked for good."""

from __future__ import annotations

import zlib
from base64 import a85encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading.formats import pdf_streams
from govcrawl.reading.formats.pdf import read_pdf
from govcrawl.reading.formats.pdf_streams import expands_too_far, filters_of

FLATE = b"/FlateDecode"


def document(packed: bytes, filters: bytes, more: bytes = b"") -> bytes:
    """A page with one stream of content."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        + more
        + b"4 0 obj<</Length %d%s>>stream\n" % (len(packed), filters)
        + packed
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def lzw(data: bytes) -> bytes:
    """Packed as PDF writers do, early change and all."""
    codes, table, word = [], {bytes([n]): n for n in range(256)}, b""
    for byte in data:
        longer = word + bytes([byte])
        if longer in table:
            word = longer
            continue
        codes.append(table[word])
        if len(table) < 4096 - 2:
            table[longer] = len(table) + 2
        word = longer[-1:]
    codes += [table[word], 257] if word else [257]
    bits = f"{256:09b}"
    for n, code in enumerate(codes):
        bits += f"{code:0{min(12, (258 + n).bit_length())}b}"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def packed(data: bytes, *names: str) -> bytes:
    pack = {
        "Fl": zlib.compress,
        "LZW": lzw,
        "A85": lambda d: a85encode(d) + b"~>",
        "AHx": lambda d: d.hex().encode() + b">",
        "RL": lambda d: b"".join(bytes([0, b]) for b in d) + b"\x80",
    }
    for name in reversed(names):
        data = pack[name](data)
    return data


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("filters", "more"),
    [
        (b"/Filter[/FlateDecode/FlateDecode]", b""),
        (b"/Filter [ /Fl#61teDecode /Fl ]", b""),
        (b"/Filter 9 0 R", b"9 0 obj[/FlateDecode/FlateDecode]endobj\n"),
        (b"/Filter[/FlateDecode/FlateDecode]" + b" " * 1000, b""),
    ],
)
def test_a_stream_that_is_deflated_twice_is_refused(filters: bytes, more: bytes) -> None:
    twice = zlib.compress(zlib.compress(bytes(300 << 20), 9), 9)
    assert len(twice) < 9_000
    said = read_pdf(document(twice, filters, more)).issues
    assert [issue.evidence for issue in said] == ["too_large"]


@pytest.mark.parametrize(
    "names", [("A85", "Fl"), ("Fl", "A85", "Fl"), ("AHx", "LZW"), ("LZW", "Fl"), ("RL", "Fl")]
)
def test_every_filter_of_a_chain_counts(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = b"/Filter[" + b"".join(b"/" + name.encode() for name in names) + b"]"
    data = document(packed(b"q " * 10_000, *names), filters)
    assert not expands_too_far(data)
    monkeypatch.setattr(pdf_streams, "MAX_UNPACKED", 19_000)
    assert expands_too_far(data)


def test_too_long_a_chain_is_refused() -> None:
    assert expands_too_far(document(b"x", b"/Filter[" + FLATE * 50 + b"]"))


@given(st.binary(max_size=6000), st.sampled_from(["Fl", "LZW", "A85", "AHx", "RL"]))
def test_what_is_packed_is_counted_to_the_byte(data: bytes, name: str) -> None:
    chain = filters_of(b"<</Filter/" + name.encode() + b">>")
    counted = pdf_streams._unpacked(memoryview(packed(data * 3, name)), chain, 1 << 20)
    assert counted == [len(data) * 3]


@given(st.binary(max_size=400), st.lists(st.sampled_from(["Fl", "LZW", "A85", "AHx", "RL"])))
def test_damaged_streams_never_raise(data: bytes, names: list[str]) -> None:
    filters = b"/Filter[" + b"".join(b"/" + name.encode() for name in names) + b"]"
    assert expands_too_far(document(data, filters)) == (len(names) > 4)


def test_filters_are_found_as_they_are_written() -> None:
    assert filters_of(b"<</Filter/FlateDecode>>") == ["FlateDecode"]
    assert filters_of(b"<</Filter [/A85 /Fl]/Length 3>>") == ["ASCII85Decode", "FlateDecode"]
    assert filters_of(b"<</Filter/DCTDecode/Width 3>>") == ["DCTDecode"]
    assert filters_of(b"<</Length 3>>") == ["FlateDecode"] * 4
