"""Files survive what their neighbours do to the worker processes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from govcrawl import feed
from govcrawl.archive.content import Http
from govcrawl.archive.pages import ArchivedPage
from govcrawl.reparsing import Outcome, files_under, read_items
from tests import standin


def run(paths: list[Path], jobs: int = 2, seconds: float = 20) -> list[Outcome]:
    return list(read_items(paths, read=standin.read, jobs=jobs, seconds=seconds, max_bytes=10_000))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in range(12):
        (tmp_path / f"{n:02}.html").write_text(f"报告 某局 {2010 + n}", encoding="utf-8")
    return tmp_path


def test_order_and_bytes_do_not_depend_on_jobs(folder: Path) -> None:
    paths = sorted(files_under(folder))
    one, two = run(paths, jobs=1), run(paths, jobs=2)
    assert [o.path for o in one] == paths
    assert one == two
    assert all(len(o.lines) == 1 for o in one)


def test_a_file_that_kills_its_worker_fails_alone(folder: Path) -> None:
    (folder / "05.html").write_text("DIE")
    outcomes = run(sorted(files_under(folder)))
    assert [o.path.name for o in outcomes if o.failed] == ["05.html"]
    assert [m.code for o in outcomes for m, _, _ in o.issues] == ["reading_crashed"]
    assert sum(len(o.lines) for o in outcomes) == 11


def test_a_file_that_hangs_is_given_up(folder: Path) -> None:
    (folder / "03.html").write_text("HANG")
    outcomes = run(sorted(files_under(folder))[:5], seconds=1)
    assert [m.code for o in outcomes for m, _, _ in o.issues] == ["reading_timeout"]
    assert sum(len(o.lines) for o in outcomes) == 4


def test_bad_files_are_said_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"x" * 10_001)
    (tmp_path / "b.html").write_bytes(b"")
    (tmp_path / "c.html").write_text("RAISE")
    (tmp_path / "e.html").write_text("通知")
    (tmp_path / "f.html").write_text("报告 某局 2020", encoding="utf-8")
    (tmp_path / "g.html").symlink_to(tmp_path / "nowhere")
    outcomes = run(sorted(files_under(tmp_path)))
    assert [(o.path.name[0], o.failed, [m.code for m, _, _ in o.issues]) for o in outcomes] == [
        ("a", True, ["file_too_large"]),
        ("b", True, ["empty"]),
        ("c", True, ["reading_failed"]),
        ("e", False, ["not_a_report"]),
        ("f", False, []),
        ("g", True, ["unreadable_file"]),
    ]


def page(text: str, url: str = "http://x.gov.cn/a.html", **more: object) -> ArchivedPage:
    http = Http(200, [("Content-Type", "text/html")], text.encode())
    start: int = 0
    more.setdefault("run", "20260101T000000Z-abcdef")
    return ArchivedPage(Path("x.warc.gz"), start, url, http, "text/html", **more)  # type: ignore[arg-type]


def test_archived_pages_are_read_as_the_crawl_read_them() -> None:
    given = {"portal": "x", "fetched_at": "2026-01-02T03:04:05Z", "target": 3, "at_home": False}
    pages = [
        page("报告 某局 2020", **given),
        page("报告 某局 2020 1 报告 某局 2021", years=frozenset({2021})),
        page("报告 某局 2020", years=frozenset({2021}), announced=True),
        page("通知"),
        page("通知", announced=True),
        page("通知", run=None),
        page("RAISE"),
        page("DIE"),
        page("报告 某局 2020", truncated=True, run=None),
    ]
    outcomes = list(read_items(pages, read=standin.read, jobs=2, seconds=20, max_bytes=10_000))
    assert [
        (len(o.lines), o.failed, o.silent, [m.code for m, _, _ in o.issues]) for o in outcomes
    ] == [
        (1, False, False, []),
        (1, False, False, []),
        (0, False, True, []),
        (0, False, True, []),
        (0, False, False, ["not_a_report"]),
        (0, False, False, []),
        (0, True, False, ["reading_failed"]),
        (0, True, False, ["reading_crashed"]),
        (1, False, False, ["archive_truncated"]),
    ]
    source = feed.decode(outcomes[0].lines[0]).source
    assert (source.url, source.portal, source.fetched_at) == (
        "http://x.gov.cn/a.html",
        "x",
        "2026-01-02T03:04:05Z",
    )
    assert (outcomes[0].place.target, outcomes[0].place.at_home) == (3, False)


def test_a_bomb_in_a_page_is_refused() -> None:
    bomb = page("")
    headers = [("Content-Encoding", "gzip")]
    bomb.http = Http(200, headers, gzip.compress(bytes(20_000)))
    (outcome,) = read_items([bomb], read=standin.read, jobs=1, seconds=20, max_bytes=10_000)
    assert [m.code for m, _, _ in outcome.issues] == ["archive_too_large"]


def test_a_folder_gives_only_known_kinds_and_nothing_hidden(tmp_path: Path) -> None:
    for name in ("a.HTM", "b.json", ".c.html", "sub/d.pdf", ".git/e.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [p.name for p in files_under(tmp_path)] == ["a.HTM", "d.pdf"]
