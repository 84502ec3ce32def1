"""The samples are what their data give, and their answers hold on their pages."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from govcrawl.reading.titles import classify_title
from govcrawl.sampleserver import SampleServer

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
PORTALS = tuple(sorted(path.parent.name for path in (SAMPLES / "portals").glob("*/expected.json")))
_HREF = re.compile(r'(?:href=|"(?:info)?url": )"([^"#]+)"')


def _expected(portal: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(
        (SAMPLES / "portals" / portal / "expected.json").read_text("utf-8")
    )
    return answer


def _reports() -> list[tuple[Path, dict[str, Any]]]:
    found = [
        (SAMPLES / "portals" / portal / report.get("file", report["path"]), report)
        for portal in PORTALS
        for report in _expected(portal)["reports"]
    ]
    for file in sorted((SAMPLES / "pages").glob("*.expected.json")):
        report = json.loads(file.read_text("utf-8"))
        found.append((SAMPLES / "pages" / report["path"], report))
    return found


REPORTS = _reports()


def _text(path: Path, report: dict[str, Any]) -> str:
    text = path.read_bytes().decode(report["encoding"])
    if "window._CONFIG" in text:  # the article stands in a script, as JSON
        text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
        text = re.sub(r"\\[nt]", "", text.replace("<script>", ""))
    return re.sub(r"<[^>]*>|\s|&nbsp;", "", text)


def test_build_gives_the_committed_files() -> None:
    done = subprocess.run(
        [sys.executable, str(SAMPLES / "build.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_samples_stay_small() -> None:
    files = [f for f in SAMPLES.rglob("*") if f.is_file() and f.parent.name != "__pycache__"]
    assert sum(f.stat().st_size for f in files) < 4_000_000


@pytest.mark.parametrize("portal", PORTALS)
def test_every_link_leads_somewhere_or_is_known_to_be_dead(portal: str) -> None:
    expected, root = _expected(portal), SAMPLES / "portals" / portal
    copies = {alias for report in expected["reports"] for alias in report["aliases"]}
    dead: set[str] = set()
    rules = root / "answers.json"
    served = {
        rule["file"]: rule["path"].lstrip("/")
        for rule in (json.loads(rules.read_text("utf-8")) if rules.is_file() else [])
        if "file" in rule
    }
    with SampleServer(root) as server:
        for file in root.rglob("*"):
            here = file.relative_to(root).as_posix()
            # A copy's own links are those of the column it was made for.
            if not file.is_file() or here in {"expected.json", "answers.json"} | copies:
                continue
            text = file.read_bytes().decode("utf-8" if _is_utf8(file.read_bytes()) else "gb18030")
            for href in _HREF.findall(text.replace('\\"', '"')):
                url = urljoin(f"http://x/{served.get(here, here)}", html.unescape(href))
                if not url.startswith("http://x/") or url.endswith((".css", "articlehits.jsp")):
                    continue
                if server.answer(url.removeprefix("http://x")).status == 404:
                    dead.add(url.removeprefix("http://x/").split("?")[0])
    assert dead == set(expected["dead_links"])


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(("path", "report"), REPORTS, ids=lambda value: getattr(value, "name", ""))
def test_answers_stand_on_their_page(path: Path, report: dict[str, Any]) -> None:
    text = _text(path, report)
    for wanted in [report["title"], *report["headings"], *report["paragraphs"]]:
        assert wanted.replace(" ", "") in text
    for statistic in report["statistics"]:
        assert statistic["value_text"] in statistic["sentence"]
        assert statistic["sentence"] in "\n".join(report["paragraphs"])
    for key, value in report["tables"].items():
        assert value is not None or key in report["marks"]


@pytest.mark.parametrize(("path", "report"), REPORTS, ids=lambda value: getattr(value, "name", ""))
def test_sums_hold_but_for_those_broken_on_purpose(path: Path, report: dict[str, Any]) -> None:
    assert sorted(_broken_sums(report["tables"])) == sorted(report["failing_sums"])


def _broken_sums(tables: dict[str, int | float | None]) -> list[str]:
    """The identities A1-A3, L1 and L2 by plain arithmetic; a null leaves a sum unassessed."""
    cells = {
        tuple(key.removeprefix("applications.").rsplit(".", 1)): value
        for key, value in tables.items()
        if key.startswith("applications.")
    }
    rows = list(dict.fromkeys(row for row, _ in cells))
    columns = list(dict.fromkeys(column for _, column in cells))
    parts = [r for r in rows if r.startswith("results.") and r != "results.total"]
    sums: list[tuple[str, list[Any], list[Any]]] = []
    for c in columns:
        incoming = [cells["received_new", c], cells["carried_in", c]]
        sums.append((f"A1:{c}", incoming, [cells["results.total", c], cells["carried_out", c]]))
        sums.append((f"A2:{c}", [cells["results.total", c]], [cells[r, c] for r in parts]))
    for r in rows:
        sums.append((f"A3:{r}", [cells[r, "total"]], [cells[r, c] for c in columns[:-1]]))
    groups = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
    for name, group in zip(("L1", "L2", "L2"), groups, strict=True):
        values = [tables.get(f"{group}.{o}") for o in ("upheld", "corrected", "other", "pending")]
        sums.append((name, [tables.get(f"{group}.total")], values))
    return [
        name
        for name, left, right in sums
        if None not in left and None not in right and sum(left) != sum(right)
    ]


@pytest.mark.parametrize("portal", PORTALS)
def test_titles_are_told_apart(portal: str) -> None:
    expected = _expected(portal)
    for page in [*expected["reports"], *expected["not_reports"]]:
        assert classify_title(page["title"]).kind == page["kind"], page["title"]


def test_the_traps_are_set() -> None:
    pages = SAMPLES / "pages"
    assert (pages / "utf16-lying-meta.html").read_bytes()[:2] == b"\xff\xfe"
    for name in ("gbk-undeclared", "gbk-declared-utf8"):
        with pytest.raises(UnicodeDecodeError):
            (pages / f"{name}.html").read_bytes().decode()
    early = (pages / "early-html-end.html").read_text("utf-8")
    assert early.index("</html>") < early.index('id="zoom"')
    gbk = "zwgk/zfxxgk/zfxxgknb/201702/t20170228_1107.html"
    data = (SAMPLES / "portals/trs-district" / gbk).read_bytes()
    assert b"charset" not in data
    with pytest.raises(UnicodeDecodeError):
        data.decode()
