"""Hostile content: bounded work, nothing run, nothing written but where runs are written."""

from __future__ import annotations

import ast
import io
import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, TextResponse

import govcrawl
from govcrawl.messages import say
from govcrawl.platforms.answers import as_json, objects
from govcrawl.platforms.pages import as_html
from govcrawl.platforms.truecms import TrueCms
from govcrawl.proposal import Proposal
from govcrawl.reading import read
from govcrawl.reading.reader import to_document
from tests.conftest import Command, records
from tests.faults import server as s
from tests.faults.server import FaultServer
from tests.faults.test_addresses import portal
from tests.faults.test_faults import COLUMN, GOOD, PAGE, TITLE, carrier, page
from tests.makers import docx

PACKAGE = Path(govcrawl.__file__).parent
MONSTER = b"<div " + b" ".join(b'a%d="x"' % n for n in range(200_000)) + b">"
NEST = 100_000


def test_nothing_of_ours_unpickles_or_runs_programs() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name.partition(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or "").partition(".")[0]]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                names = [node.func.id] if node.func.id in ("eval", "exec", "compile") else []
            found += [
                f"{path.name}: {name}"
                for name in names
                if name in ("pickle", "marshal", "shelve", "dill", "yaml", "dbm", "subprocess",
                            "eval", "exec", "compile")
            ]  # fmt: skip
    # This program itself, for its workers and jobs, and what it sends them.
    assert found == [
        "nursery.py: subprocess",
        "pool.py: pickle",
        "job.py: subprocess",
        "local.py: subprocess",
    ]
    pool = (PACKAGE / "execution" / "pool.py").read_text("utf-8")
    assert "pickle.load" not in pool


@pytest.mark.parametrize(
    "tag", ["div", "table", "tr", "td", "ul", "li", "span", "font", "b", "p", "a"]
)
def test_nested_pages_take_seconds_and_lose_no_text(tag: str) -> None:
    text = f"<html><body>{f'<{tag}>' * NEST}<p>某局政府信息公开工作年度报告第一段</p></body></html>"
    began = time.thread_time()
    reading = read(text.encode(), url="http://x.gov.cn/a.html")
    assert time.thread_time() - began < 30
    assert reading.reports or reading.issues


def test_a_tag_of_a_hundred_thousand_attributes_is_read_without_them() -> None:
    began = time.thread_time()
    reading = read(b"<html><body>" + MONSTER + page("甲局"), url="http://x.gov.cn/a.html")
    assert time.thread_time() - began < 30
    assert reading.issues
    response = HtmlResponse("http://x.gov.cn/", body=b"<html>" + MONSTER)
    assert as_html(response) is None


def test_monsters_do_not_hold_up_a_crawl(scrapy: Command) -> None:
    """A listing page that no parser gets through breaks the listing off, and says where."""
    rows = (
        f"<html><body><ul><li><a href='{GOOD}'>甲局2020年{TITLE}</a> 2021-01-01</li>"
        f"<li><a href='{PAGE}'>乙局2020年{TITLE}</a> 2021-01-01</li></ul>"
        "<script>createPageHTML(2, 0, 'index', 'html');</script></body></html>"
    )
    acts = portal(
        **{
            COLUMN: s.send(rows.encode()),
            f"{COLUMN}index_1.html": s.send(b"<html><body>" + MONSTER + b"</body></html>"),
            PAGE: s.send(page("乙局").replace(b"<div>", MONSTER, 1)),
            "/robots.txt": s.send(b"User-agent: *\n" + b"Disallow: /*a*a*a*b$\n" * 100_000),
        }
    )
    with FaultServer(acts) as server:
        done = scrapy.crawl(server.url)
    assert scrapy.seconds < 60
    assert done.returncode == 3, done.stderr
    target = scrapy.run()["targets"][0]
    assert (target["outcome"], target["new"]) == ("incomplete", 2)
    assert target["stopped_at"].endswith("index_1.html")
    assert not target["listing_complete"]


@pytest.mark.parametrize("text", ["[" * NEST + "]" * NEST, '{"a":' * NEST + "1" + "}" * NEST])
def test_nested_answers_of_services(text: str) -> None:
    answer = as_json(TextResponse("http://x.gov.cn/list", body=text.encode(), encoding="utf-8"))
    assert answer is None or len(list(objects(answer))) <= 200_000


def test_entities_of_service_answers_reach_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    laugh = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY s SYSTEM "{secret.as_uri()}">'
        f'<!ENTITY a "ha">{laugh}]><datas><data><title>&s;&j;</title></data></datas>'
    )
    response = HtmlResponse("http://x.gov.cn/a.jsp", body=text.encode(), encoding="utf-8")
    began = time.thread_time()
    shown = repr(list(TrueCms().links(response)))
    assert time.thread_time() - began < 5
    assert "SECRET" not in shown
    assert len(shown) < 100_000


def test_entities_of_a_document_reach_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    declared = f'<!DOCTYPE d [<!ENTITY s SYSTEM "{secret.as_uri()}"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "word/document.xml":
                content = re.sub(r"^(<\?xml.*?\?>)?", rf"\1{declared}", content, count=1)
                content = content.replace("某局年度报告", "某局年度报告&s;")
            new.writestr(name, content)
    reading = to_document(buffer.getvalue(), url="http://x.gov.cn/a.docx", content_type=None)
    assert "某局年度报告" in repr(reading.blocks)
    assert "SECRET" not in repr(reading)


def package(*members: tuple[str, bytes]) -> bytes:
    """A DOCX of one paragraph, with members of the given names beside its own."""
    buffer = io.BytesIO(docx.package(docx.paragraph("某局年度报告")))
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_names_of_attachments_write_no_file(
    scrapy: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the address, nor the header, nor the members of a package name a place."""
    evil = "/zfxxgk/nb/..%2F..%2F..%2Fevil.docx"
    body = carrier().replace(b"/zfxxgk/nb/P020210101.pdf", evil.encode())
    data = package(("../../../../evil.txt", b"x"), ("/tmp/evil-govcrawl.txt", b"x"))
    header = {"Content_Disposition": "attachment; filename=../../../../evil.docx"}
    with FaultServer(portal(**{PAGE: s.send(body)})) as server:
        server.acts[evil.replace("%2F", "/")] = s.send(
            b"\xe6\x8a\xa5\xe5\x91\x8a \xe4\xb9\x99\xe5\xb1\x80 2020 1" + data, **header
        )
        scrapy.crawl(server.url)
    read(data, url="http://x.gov.cn/../../evil.docx")
    assert server.asked
    written = {p.relative_to(scrapy.data).parts[0] for p in scrapy.data.rglob("*") if p.is_file()}
    assert written <= {"runs", "latest", "archive", "state", ".lock"}, written
    assert not list(tmp_path.rglob("*evil*"))
    assert not Path("/tmp/evil-govcrawl.txt").exists()


def test_titles_neither_move_a_cursor_nor_begin_a_line(scrapy: Command) -> None:
    """Escape codes and line breaks of a portal end in no log line and on no terminal."""
    nasty = "\x1b[2J\x1b]0;owned\x07甲局\r\n2020-01-01 [root] CRITICAL: forged\u202e"
    rows = (
        f"<html><body><ul><li><a href='{GOOD}'>甲局2020年{TITLE}</a> 2021-01-01</li>"
        f"<li><a href='/zfxxgk/nb/t20210101_9.html?x={nasty}'>{nasty}2020年{TITLE}</a></li>"
        f"<li><a href='http://other.example/{nasty}'>{nasty}2020年{TITLE}</a></li>"
        "</ul></body></html>"
    )
    with FaultServer(portal(**{COLUMN: s.send(rows.encode())})) as server:
        server.acts[PAGE] = s.moved("ftp://x/\x1b[2Jforged")
        done = scrapy.crawl(server.url, "-L", "DEBUG")
    for text in (done.stdout, done.stderr):
        assert "\x1b" not in text.replace("\x1b[0m", "")
        assert "\u202e" not in text
        assert not any(line.startswith("2020-01-01 [root]") for line in text.splitlines())
    run = scrapy.run()
    for line in records(scrapy.data / "runs" / run["run_id"] / "issues.jsonl"):
        assert "\x1b" not in line["message"] + line["message_en"]
    assert "\n" not in str(say("fetch_failed", url="http://x/\n", error="a\nb"))


def test_a_proposed_file_cannot_be_broken_out_of() -> None:
    proposal = Proposal(
        portal_id="x", name='某区"\nstart = ["http://evil/"]\n#\x7f', adcode="110101",
        start="http://x.gov.cn/", platform="generic", platform_confidence=0.0,
        region_confidence=0.0, column_confidence=0.0, notes=["n\nstart = []"],
    )  # fmt: skip
    lines = proposal.toml().splitlines()
    assert sum(line.startswith("start") for line in lines) == 1
    assert json.dumps(lines).count("\\u007f") == 0


@pytest.mark.parametrize("depth", [300, 1900, 2100, 100_000])
def test_links_of_a_nested_page_are_all_had_or_none(depth: int) -> None:
    body = b"<html><body>" + b"<div>" * depth + b"</div>" * depth + b"<a href='/x.html'>x</a>"
    page = as_html(HtmlResponse("http://x.gov.cn/", body=body))
    assert page is None or page.xpath("//a/@href").getall() == ["/x.html"]
    assert (page is not None) == (depth < 2000)
