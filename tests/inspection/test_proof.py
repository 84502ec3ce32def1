"""From a report in Python to its source: evidence, trace, viewer."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

import govcrawl
from govcrawl import feed
from govcrawl.report import Report
from tests.commands.test_export import scrapy
from tests.conftest import ROOT
from tests.makers.printing import STYLES, paper
from tests.makers.printing import page as page_of

PAGE = ROOT / "samples/pages/list-facts.html"


def report() -> Report:
    (found,) = govcrawl.parse(PAGE)
    return found


def test_evidence_gives_text_place_and_source() -> None:
    found = report()
    for fact in [*found.statistics, *found.candidates]:
        proof = found.evidence(fact)
        assert proof.printed in proof.text
        assert found.body[fact.evidence.start : fact.evidence.end] == proof.text
        assert proof.places
        assert proof.source is found.source
        assert proof.link is None, "a saved file is no live page"
    assert found.evidence(found.statistics[0].metric) == found.evidence(found.statistics[0])
    assert found.evidence("title").text == found.title
    assert found.evidence("field:title") == found.evidence("title"), "as the lists name it"
    with pytest.raises(KeyError):
        found.evidence("no.such.key")


def test_a_fact_of_another_report_has_no_evidence_here() -> None:
    found = report()
    (other,) = govcrawl.parse(PAGE.read_bytes().replace("条".encode(), "件".encode()))
    for fact in (other.statistics[0], other.field_evidence[0]):
        other.evidence(fact)
    stranger = other.statistics[0]
    stranger.value_text = "98765"
    with pytest.raises(KeyError, match="does not hold"):
        found.evidence(stranger)


def test_a_view_never_replaces_the_source(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.read_bytes())
    (found,) = govcrawl.parse(path)
    with pytest.raises(OSError, match="is the source"):
        found.view(path, show=False)
    assert path.read_bytes() == PAGE.read_bytes()


def test_evidence_links_to_the_live_page() -> None:
    (found,) = govcrawl.parse(PAGE.read_bytes(), url="https://www.x.gov.cn/a.html")
    link = found.evidence(found.statistics[0]).link
    assert link is not None
    assert link.startswith("https://www.x.gov.cn/a.html#:~:text=%")
    assert found.evidence("title").link == "https://www.x.gov.cn/a.html"


def test_links_of_cells_lead_to_their_rows() -> None:
    """By the label of the row, up to the value where that is the first such text behind it."""
    made = paper("format_2021", 4)
    data = page_of(made, next(iter(STYLES))).encode()
    (found,) = govcrawl.parse(data, url="https://www.x.gov.cn/a.html")
    tree = lxml.html.document_fromstring(data.decode())
    words = "".join(tree.text_content().split())
    rows = {
        "".join(cell.text_content().split()): [
            "".join(other.text_content().split()) for other in cell.itersiblings()
        ]
        for cell in tree.iter("td", "th")
    }
    kinds = Counter[str]()
    for cell in found.table_cells:
        link = found.evidence(cell).link or ""
        page, mark, fragment = link.partition("#:~:text=")
        assert page == "https://www.x.gov.cn/a.html"
        label, comma, value = map(unquote, fragment.partition(","))
        if mark:
            label = "".join(label.split())
            assert words.count(label) == 1
            assert cell.text in rows[label]
            if comma:
                assert value == cell.text
                behind = rows[label][: rows[label].index(value)]
                assert not [text for text in behind if value in text]
        kinds["value" if comma else "row" if mark else "page"] += 1
    assert kinds["value"] > 20
    assert kinds["row"] > 20


@pytest.mark.parametrize("how", ["path", "bytes", "file", "record"])
def test_trace_and_view_lead_back_to_the_bytes(how: str, tmp_path: Path) -> None:
    data = PAGE.read_bytes()
    given = {"path": PAGE, "bytes": data, "file": BytesIO(data), "record": PAGE}[how]
    (found,) = govcrawl.parse(given)
    if how == "record":
        found = feed.decode(feed.encode(found))
    fates = {line.fate for line in found.trace()}
    assert {"body", "metadata"} <= fates
    out = found.view(tmp_path / "a.html", show=False)
    assert found.title is not None
    assert found.title in out.read_text("utf-8")


def test_what_is_kept_is_no_part_of_the_record() -> None:
    (kept,) = govcrawl.parse(PAGE.read_bytes())
    assert b"_data" not in feed.encode(kept)
    assert "_data" not in kept.to_dict()


def test_a_source_that_changed_or_is_gone_is_no_source(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.read_bytes())
    (found,) = govcrawl.parse(path)
    path.write_bytes(PAGE.read_bytes() + b"<p>more")
    with pytest.raises(LookupError, match="digest differs"):
        found.trace()
    path.unlink()
    with pytest.raises(LookupError, match=r"a\.html"):
        found.trace()
    found.source.url = "http://www.x.gov.cn/a.html"
    with pytest.raises(LookupError, match="archive"):
        found.trace(data_dir=str(tmp_path))


def test_the_viewer_is_the_commands(tmp_path: Path) -> None:
    done = scrapy("inspect", PAGE, "-o", tmp_path / "command.html")
    assert done.returncode == 0, done.stderr
    report().view(tmp_path / "python.html", show=False)
    command, python = (
        (tmp_path / f"{name}.html").read_text("utf-8") for name in ("command", "python")
    )
    assert command == python
    assert json.loads(report().to_json()) == report().to_dict()
