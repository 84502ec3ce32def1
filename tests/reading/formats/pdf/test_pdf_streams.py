"""Chains of filters are followed and counted before anything is unpacked for good."""

from __future__ import annotations

import zlib
from base64 import a85encode
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcrawl.reading.formats.pdf import pdf_streams
from govcrawl.reading.formats.pdf.pdf import read_pdf
from govcrawl.reading.formats.pdf.pdf_filters import Streams, UntoldError
from govcrawl.reading.formats.pdf.pdf_streams import expands_too_far

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


def filters_of(dictionary: bytes, more: bytes = b"") -> list[str]:
    streams = Streams(b"4 0 obj" + dictionary + b"stream\nx\nendstream endobj\n" + more)
    return streams.filters(next(iter(streams)))


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


@lru_cache(maxsize=1)
def twice() -> bytes:
    """Less than 9 kB that unpack to 300 MB."""
    inner = zlib.compressobj(9)
    return zlib.compress(
        b"".join(inner.compress(bytes(1 << 20)) for _ in range(300)) + inner.flush(), 9
    )


@pytest.mark.processor(60)
@pytest.mark.parametrize(
    ("filters", "more"),
    [
        (b"/Filter[/FlateDecode/FlateDecode]", b""),
        (b"/Filter [ /Fl#61teDecode /Fl ]", b""),
        (b"/Filter 9 0 R", b"9 0 obj[/FlateDecode/FlateDecode]endobj\n"),
        (b"/Filter[9 0 R 9 0 R]", b"9 0 obj/FlateDecode endobj\n"),
        (b"/Filter 8 0 R", b"8 0 obj 9 0 R endobj 9 0 obj[7 0 R/Fl]endobj 7 0 obj/Fl endobj\n"),
        (b"/F#69lter[/Fl/Fl]", b""),
        (b"/Filter%]\n[/Fl%/A85\n/Fl]", b""),
        (b"/Type/Filter/Filter[/Fl/Fl]/Note(obj)", b""),
        (b"/Filter[/FlateDecode/FlateDecode]" + b" " * 1000, b""),
    ],
)
def test_a_stream_that_is_deflated_twice_is_refused(filters: bytes, more: bytes) -> None:
    said = read_pdf(document(twice(), filters, more)).issues
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
    assert filters_of(b"<</Length 3>>") == []
    assert filters_of(b"<</Length 3 0 R/A<</Filter/Fl>>/Filter null>>") == []
    assert filters_of(b"<</Filter[5 0 R/Fl]>>", b"5 0 obj\n/A85\nendobj") == [
        "ASCII85Decode",
        "FlateDecode",
    ]


def test_filters_in_a_stream_of_objects_are_found() -> None:
    head = b"5 0 9 4 "
    inner = zlib.compress(head + b"/A85[/Fl 5 0 R]")
    more = b"6 0 obj<</Type/ObjStm/N 2/First %d/Filter/FlateDecode/Length %d>>stream\r\n" % (
        len(head),
        len(inner),
    )
    assert filters_of(b"<</Filter 9 0 R>>", more + inner + b"\nendstream endobj") == [
        "FlateDecode",
        "ASCII85Decode",
    ]


@pytest.mark.parametrize(
    ("dictionary", "more"),
    [
        (b"<</Filter 5 0 R>>", b""),
        (b"<</Filter 5 0 R>>", b"5 0 obj 5 0 R endobj"),
        (b"<</Filter 5 0 R>>", b"5 0 obj 6 0 R endobj 6 0 obj 5 0 R endobj"),
        (b"<</Filter 5 0 R>>", b"5 0 obj[5 0 R]endobj"),
        (b"<</Filter 5 0 R>>", b"5 0 obj/Fl endobj 5 0 obj[/Fl/Fl]endobj"),
        (b"<</Filter[5 0 R]>>", b"5 0 obj[/Fl/Fl]endobj"),
        (b"<</Filter[[/Fl]]>>", b""),
        (b"<</Filter 3>>", b""),
        (b"<</Filter/Fl/Filter[/Fl/Fl]>>", b""),
        (b"<</Filter[/Fl/Fl]/N 4 0 obj<</Length 3>>", b""),
        (b"<</Filter[/Fl/Fl]>> >>", b""),
        (b"<</Filter[/Fl/Fl]/Note(endobj 4 0 obj<</Length 3>>)>>", b""),
    ],
)
def test_what_cannot_be_told_is_refused(dictionary: bytes, more: bytes) -> None:
    with pytest.raises(UntoldError):
        filters_of(dictionary, more)
    head = dictionary.removeprefix(b"<<").removesuffix(b">>")
    said = read_pdf(document(b"x", head, more + b"\n")).issues
    assert [issue.evidence for issue in said] == ["unsafe"]


def test_the_word_stream_elsewhere_is_no_stream() -> None:
    data = b"4 0 obj<</Length 9>>stream\nup stream\nendstream endobj\nstream\n"
    assert len([*Streams(data)]) == 1


@given(st.lists(st.sampled_from([b"/Filter", b"/Fl", b"[", b"]", b"<<", b">>", b"(", b")", b"5 0 R", b"%\n", b" 4 0 obj", b"endobj ", b"stream\n"])))  # fmt: skip
def test_no_dictionary_raises_anything_else(pieces: list[bytes]) -> None:
    expands_too_far(b"4 0 obj<<" + b"".join(pieces) + b">>stream\nx\nendstream endobj\n5 0 obj/Fl")
