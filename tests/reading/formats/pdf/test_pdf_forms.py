"""Drawings that draw drawings, in files of a kilobyte."""

import zlib

import pytest

from govcrawl.reading.formats.pdf import pdf_forms
from govcrawl.reading.formats.pdf.pdf import read_pdf
from govcrawl.reading.formats.pdf.pdf_forms import unfolds_too_far
from tests.makers.pdf import Maker, assemble

_RESOURCES = b"/Resources<</XObject<</X 5 0 R/Y 6 0 R>>>>"


def drawing(content: bytes, extra: bytes = b"") -> bytes:
    """A form with this content."""
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>stream\n" % (
        extra,
        len(content),
    )
    return head + content + b"\nendstream"


def file(page: bytes, *forms: bytes, kids: int = 1) -> bytes:
    """A PDF whose pages have this content; its forms are objects 5, 6, …"""
    return assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 99 99]>>" % (b"3 0 R " * kids, kids),
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R" + _RESOURCES + b">>",
            b"<</Length %d>>stream\n" % len(page) + page + b"\nendstream",
            *forms,
        ]
    )


@pytest.mark.processor(20)
@pytest.mark.parametrize("resources", [_RESOURCES, b""], ids=["own", "inherited"])
def test_a_drawing_that_draws_itself_is_refused(resources: bytes) -> None:
    data = file(b"/X Do", drawing(b"/X Do /X Do /X Do", resources), drawing(b""))
    assert [i.evidence for i in read_pdf(data).issues] == ["too_large"]


@pytest.mark.processor(20)
def test_a_drawing_drawn_by_drawings_counts_each_time() -> None:
    forms = [
        drawing(b"/X Do " * 40, b"/Resources<</XObject<</X %d 0 R>>>>" % (6 + i)) for i in range(9)
    ]
    data = file(b"/X Do", *forms, drawing(b"0 0 m 9 9 l S"))
    assert [i.evidence for i in read_pdf(data).issues] == ["too_large"]


def test_names_are_read_where_they_hold() -> None:
    # each form calls the next one X, as programs do; none draws itself
    outer = drawing(b"/X Do", b"/Resources 7 0 R")
    inner = drawing(b"0 0 m 9 9 l S")
    data = file(b"/X Do", outer, inner, b"<</XObject 8 0 R>>", b"<</X 6 0 R>>")
    assert not unfolds_too_far(data)
    assert unfolds_too_far(data.replace(b"<</X 6 0 R>>", b"<</X 5 0 R>>"))


def test_resources_in_an_object_stream_are_seen() -> None:
    packed = zlib.compress(b"20 0 <</XObject<</X 5 0 R>>>>")
    stream = b"<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    own = drawing(b"/X Do", b"/Resources 20 0 R")
    data = file(b"/X Do", own, drawing(b""), stream + packed + b"\nendstream")
    assert unfolds_too_far(data)


def test_a_wrong_check_sum_hides_no_content() -> None:
    packed = zlib.compress(b"/X Do " * 9)[:-1] + b"?"
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream"
    own = drawing(b"/X Do", _RESOURCES)
    data = file(b"", own, drawing(b"")).replace(b"<</Length 0>>stream\n\nendstream", stream)
    assert unfolds_too_far(data)


def test_clips_that_pile_up_are_refused() -> None:
    piled = b"0 0 9 9 re W n BT /F 9 Tf (a) Tj ET "
    assert unfolds_too_far(file(piled * 5000))
    assert not unfolds_too_far(file((b"q " + piled + b"Q ") * 5000))


def test_content_counts_once_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_forms, "MAX_UNFOLDED", 10_000)
    data = file(b"0 0 m 9 9 l S " * 100, kids=9)
    assert not unfolds_too_far(data, pages=1)
    assert unfolds_too_far(data, pages=9)


def test_real_files_unfold_to_little() -> None:
    maker = Maker()
    maker.paragraph("公开" * 900)
    assert not unfolds_too_far(maker.done(), pages=3)


def test_texts_of_a_page_count_with_every_repetition() -> None:
    """pdfium holds each text against all before it: twice the texts, four times the time."""
    texts = b"BT " + b"(a) Tj 0 -1 Td " * 1000 + b"ET "
    assert not unfolds_too_far(file(texts))
    assert unfolds_too_far(file(texts * 13))
    once = b"/Contents 4 0 R"
    repeated = b"/Contents [" + b"4 0 R " * 13 + b"]"
    data = file(texts)
    assert data.count(once) == 1
    assert unfolds_too_far(data.replace(once, repeated))
