"""``govcrawl new metric|portal|record``: the skeleton of a contribution, in a checkout of the project.

``new metric KEY --zh 名称 --en NAME`` adds an entry to the vocabulary with an example and a counterexample,
which CI runs. ``new portal ID --name 名称 --adcode CODE --start URL [--page SAVED.html]`` writes the
portal's file, a saved page of its column and a test that reads it. ``new record ID --page FILE``
keeps a page or document and writes its golden record: the facts as they are read today, for a person
to compare with the page and to sign. What was written is valid as it is (a golden record once it
is signed); what to do next is printed. Nothing that is there is replaced.

Exit status: 0 written · 2 usage.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

import govcrawl
from govcrawl import runs
from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import say

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_ROOT = Path(govcrawl.__file__).resolve().parents[1]
_METRIC = """
[[metric]]
id = {key}
zh = {zh}
en = {en}
unit = {unit}
definition = {definition}
counts = {counts}
reads = [{word}]
allow = "info disclose"
examples = [{example}]
counterexamples = [{counterexample}]
"""
_PORTAL = """\
# Where the column's address is from, and when it was last looked at: …
name = {name}
adcode = {adcode}
start = [{start}]
# What a crawl must find there for its run to be well, once you know it:
# [expect]
# reports_min = 1
"""
_PAGE = """\
<!doctype html>
<html><head><meta charset="utf-8"><title>政府信息公开年报-{name}</title></head>
<body><div class="location">首页 &gt; 政府信息公开 &gt; 政府信息公开年报</div>
<ul><li><a href="./202501/t20250120_1.html">{name}2024年政府信息公开工作年度报告</a>
<span>2025-01-20</span></li></ul></body></html>
"""
_TEST = '''\
"""The column of {name} as it was saved: the page names the body's reports."""

from __future__ import annotations

from pathlib import Path

from govcrawl.portals import load
from govcrawl.proposal import propose

PAGE = Path(__file__).parent / "pages" / "{id}.html"


def test_the_saved_column_is_one() -> None:
    portal = load()["{id}"]
    proposal = propose(PAGE.read_bytes(), portal.start[0])
    assert proposal.column_confidence > 0, proposal.notes
'''


_INNERMOST = re.compile(r"\[\n[^\[\]{}]*\]")
#: States of a check that a reviewer must see.
_FAILED = ("fail", "conflict")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return (
            "metric KEY --zh 名称 --en NAME | portal ID --name 名称 --adcode CODE --start URL | "
            "record ID --page FILE"
        )

    def short_desc(self) -> str:
        return "新指标、新网站、新对照记录的骨架 / The skeleton of a metric, a portal or a golden record"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add = parser.add_argument
        add("--zh", help="of a metric: its Chinese label, which is also its first word")
        add("--en", help="of a metric: its English label")
        add("--unit", default="件", help="of a metric (default: 件)")
        add("--counts", default="case", help="of a metric: its class of classifiers (units.toml)")
        add("--name", help="of a portal: the body's full name")
        add("--adcode", help="of a portal: six digits, GB/T 2260")
        add("--start", metavar="URL", help="of a portal: its home page or its column")
        add("--page", type=Path, help="a saved page: a portal's column, or what a record is of")
        add("--url", help="of a record: the address that its page stands for")
        add("--root", type=Path, default=_ROOT, help="the checkout (default: this one)")

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        made: dict[str, Callable[[str, argparse.Namespace], list[str]]] = {
            "metric": _metric,
            "portal": _portal,
            "record": _record,
        }
        if len(args) != 2 or args[0] not in made:
            raise UsageError(self.syntax(), print_help=False)
        if not (opts.root / "pyproject.toml").is_file():
            raise _refused("new_needs_checkout", path=opts.root)
        for line in made[args[0]](args[1], opts):
            sys.stdout.write(f"{line}\n")
        self.exitcode = runs.OK


def _metric(key: str, opts: argparse.Namespace) -> list[str]:
    """Add the entry; what to do next."""
    from govcrawl.lexicon import vocabulary
    from govcrawl.lexicon.loading import LexiconError

    if not (_KEY.fullmatch(key) and opts.zh and opts.en):
        raise _refused("new_metric_needs")
    folder = opts.root / "govcrawl" / "lexicon" / "metrics"
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
    if key in vocabulary.load(files).metrics:
        raise _refused("new_is_there", name=key)
    name = f"{key.partition('.')[0]}.toml"
    path = folder / (name if name in files else "rare.toml")
    concept = key.replace(".", "_")
    entry = _METRIC.format(
        key=_quoted(key),
        zh=_quoted(opts.zh),
        en=_quoted(opts.en),
        unit=_quoted(opts.unit),
        definition=_quoted(f"{opts.zh}的数量。"),
        counts=_quoted(opts.counts),
        word=_quoted(concept),
        example=_quoted(f"全年{opts.zh}5{opts.unit}。 = 5"),
        counterexample=_quoted(f"进一步规范{opts.zh}。"),
    )
    text = path.read_text("utf-8")
    word = f"{concept} = {_quoted(opts.zh)}\n"
    head = "[words.head]\n"
    if head not in text:
        raise _refused("new_metric_needs")
    text = text.replace(head, head + word, 1).rstrip() + "\n" + entry
    try:
        vocabulary.load({**files, path.name: text.encode()})
    except LexiconError as error:
        raise _refused("new_not_valid", error=error) from None
    path.write_text(text, "utf-8")
    where = path.relative_to(opts.root)
    return [
        f"已写入 written: {where}",
        "下一步 next:",
        f"  1. {where}: 补全 [words.head] {concept} 的同义词、definition、examples、counterexamples",
        "     its synonyms, definition, examples, counterexamples",
        f"  2. scrapy metrics try '全年{opts.zh}5{opts.unit}。'",
        f"  3. pytest tests/lexicon/test_vocabulary.py -k {key}",
        "  4. python -m govcrawl.schema && python -m tests.golden",
        "     （对照每一处变化，确认后 review every change, then --update）",
    ]


def _portal(name: str, opts: argparse.Namespace) -> list[str]:
    """Write file, page and test; what to do next."""
    from govcrawl import portals

    if not (opts.name and opts.adcode and opts.start):
        raise _refused("new_portal_needs")
    entry = {"name": opts.name, "adcode": opts.adcode, "start": [opts.start]}
    loaded = portals.load({name: entry})
    if name in loaded.broken:
        raise _refused("new_not_valid", error=loaded.broken[name])
    tests = opts.root / "tests" / "portals"
    files = {
        opts.root / "govcrawl" / "portals" / f"{name}.toml": _PORTAL.format(
            name=_quoted(opts.name), adcode=_quoted(opts.adcode), start=_quoted(opts.start)
        ).encode(),
        tests / "pages" / f"{name}.html": (
            opts.page.read_bytes() if opts.page else _PAGE.format(name=opts.name).encode()
        ),
        tests / f"test_{name.replace('-', '_')}.py": _TEST.format(id=name, name=opts.name).encode(),
    }
    for path in files:
        if path.exists():
            raise _refused("new_is_there", name=path)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    portal, page, test = (path.relative_to(opts.root) for path in files)
    return [
        *(f"已写入 written: {path}" for path in (portal, page, test)),
        "下一步 next:",
        f"  1. {portal}: 写明地址的来源和日期 where the address is from, and when",
        f"  2. {page}: 换成浏览器保存的栏目页 put the column there as a browser saves it",
        f"  3. pytest {test}",
        f"  4. scrapy genportal {page} -a url={opts.start}",
        f"  5. GOVCRAWL_CONTACT=… scrapy crawl reports -a portal={name} -O {name}.jsonl",
        f"  6. scrapy new record {name} --page REPORT.html: 其一份报告的对照记录 one report's golden record",
    ]


def golden(content: bytes, url: str) -> list[dict[str, Any]]:
    """What a golden record holds of every report of a page: identity, figures with the words they
    were read from, cells by key, checks that failed and issues. Anchors, spans and labels are
    left out: a person compares this with the page."""
    return [_facts(report.to_dict()) for report in govcrawl.parse(content, url=url)]


def _facts(record: dict[str, Any]) -> dict[str, Any]:
    identity = ("title", "report_year", "coverage", "format_era", "publish_date", "index_number")
    agency = record["agency"]
    return {
        **{name: record[name] for name in identity},
        "agency": agency["name"],
        "adcode": agency["region"]["adcode"],
        **{
            grade: [
                [s["metric"], s["value"], s["scope"], s["evidence"]["text"]] for s in record[grade]
            ]
            for grade in ("statistics", "candidates")
        },
        "table_cells": {c["key"]: c["text"] for c in record["table_cells"]},
        "tables": record["tables"],
        "failed_checks": [c["rule"] for c in record["checks"] if c["status"] in _FAILED],
        "issues": [issue["code"] for issue in record["issues"]],
    }


def _record(name: str, opts: argparse.Namespace) -> list[str]:
    """Keep the page and write its golden record; what to do next."""
    if not (_ID.fullmatch(name) and opts.page):
        raise _refused("new_record_needs")
    content = opts.page.read_bytes()
    folder = opts.root / "tests" / "records"
    page = folder / "pages" / f"{name}{opts.page.suffix.lower()}"
    file = folder / f"{name}.json"
    url = opts.url or f"http://www.example.gov.cn/{page.name}"
    for path in (page, file):
        if path.exists():
            raise _refused("new_is_there", name=path)
    reports = golden(content, url)
    if not reports:
        raise _refused("new_not_valid", error=f"{opts.page}: 不是年度报告 no annual report")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes(content)
    said = {"page": f"pages/{page.name}", "url": url, "reviewed_by": None, "reports": reports}
    file.write_text(_a_fact_a_line(said) + "\n", "utf-8")
    kept, written = (path.relative_to(opts.root) for path in (page, file))
    return [
        f"已写入 written: {kept}",
        f"已写入 written: {written}",
        "下一步 next:",
        f"  1. scrapy inspect {kept} -o {name}.html: 逐一对照每个数字 compare every figure",
        f'  2. {written}: 改正读错的 correct what was misread, then "reviewed_by": "姓名 日期"',
        f"  3. pytest tests/records -k {name}: 读错的在修好前不通过 fails until the reader is mended",
    ]


def _a_fact_a_line(said: dict[str, Any]) -> str:
    """JSON with the innermost lists on one line each, as a reviewer reads them. (A line break in
    JSON never is within a text.)"""
    text = json.dumps(said, ensure_ascii=False, indent=1)
    return _INNERMOST.sub(lambda found: re.sub(r"\n\s*", " ", found[0]), text)


def _quoted(text: str) -> str:
    """As a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else " " for c in escaped) + '"'


def _refused(code: str, **values: object) -> UsageError:
    return UsageError(str(say(code, **values)), print_help=False)
