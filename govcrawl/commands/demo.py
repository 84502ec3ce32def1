"""``scrapy demo``: the main job with the network off.

Serves the sample portals on loopback, crawls them with the ordinary spider, and says what came
out and where it is. Everything it writes is in ``<data>/demo/``. One sample lists a page
that is gone, as real portals do: the run's verdict is 3 for it, and the demo exits 0 none the
less.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import govcrawl
from govcrawl import runs
from govcrawl.commands.crawl import Command as CrawlCommand
from govcrawl.messages import printable, say
from govcrawl.report import Report
from govcrawl.runs import Run

if TYPE_CHECKING:
    from rich.console import Console

_PACKAGE = Path(govcrawl.__file__).resolve().parent
#: In a wheel the samples are in the package, in a checkout beside it.
SAMPLES = (
    _PACKAGE / "_samples"
    if (_PACKAGE / "_samples").is_dir()
    else _PACKAGE.parent / "samples" / "portals"
)
_FILES = ("reports.jsonl", "state.sqlite", ".lock")
_FAILED = ("fail", "conflict")  # the report contradicts itself, or its table does
SHOWN = ("hanweb-city", "trs-district")  # the richest two; the tests crawl them all


class Command(CrawlCommand):
    names_a_spider = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "演示：离线抓取两个样例网站 / Demo: crawl two sample portals, network off"

    def long_desc(self) -> str:
        return f"{self.short_desc()}. Writes data/demo/reports.jsonl and its run.json."

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        # The samples list a page that is gone: the end of the demo says it, in its place.
        opts.loglevel = opts.loglevel or "CRITICAL"
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        from rich.console import Console

        from govcrawl.sampleserver import SampleServer

        assert self.settings is not None
        folders = [path for name in SHOWN if (path := SAMPLES / name).is_dir()]
        if not folders:
            sys.stderr.write(f"{say('no_samples', path=SAMPLES)}\n")
            self.exitcode = runs.USAGE
            return
        data_dir = Path(self.settings["GOVCRAWL_DATA_DIR"]) / "demo"
        path = data_dir / "reports.jsonl"
        _clear(data_dir)
        with ExitStack() as stack:
            servers = {f.name: stack.enter_context(SampleServer(f)) for f in folders}
            portals = {
                name: {"name": name, "adcode": "420506", "start": [server.url]}
                for name, server in servers.items()
            }
            self.settings.setdict(
                {
                    "GOVCRAWL_DATA_DIR": str(data_dir),
                    "GOVCRAWL_PORTALS": portals,
                    # The second between requests is for other people's servers.
                    "DOWNLOAD_DELAY": 0,
                    "GOVCRAWL_CONTACT": "scrapy demo",  # no portal of others is asked
                    "FEEDS": {str(path): {"format": "jsonlines", "overwrite": True}},
                },
                priority="cmdline",
            )
            run = self.crawl({"portal": ",".join(portals), "full": "1"}, "demo")
        if self.exitcode == runs.PARTIAL:
            self.exitcode = runs.OK  # as planned: one of the samples lists a page that is gone
        if run is not None and self.exitcode == runs.OK:
            show(run, path, Console())


def _clear(data_dir: Path) -> None:
    """Begin with nothing, so that the demo says the same every time: the samples are at other
    addresses in each run. Only what the demo itself wrote there is removed."""
    for name in ("runs", "latest", "state", "archive"):
        shutil.rmtree(data_dir / name, ignore_errors=True)
    for path in (*map(data_dir.joinpath, _FILES), *data_dir.glob("*.view.html")):
        path.unlink(missing_ok=True)


def show(run: Run, path: Path, console: Console) -> None:
    """The result for a newcomer: what came of each portal, every report with what was read in
    it, a workbook and a page to open, and where everything is."""
    from rich.markup import escape
    from rich.table import Table

    from govcrawl import feed

    with path.open("rb") as lines:
        reports = [feed.decode(line) for line in lines]
    # The samples are at other ports every time, so that their addresses give no order.
    reports.sort(key=lambda r: (r.source.portal or "", urlsplit(r.source.url or "").path))
    for target in run.targets:
        print(f"{target.portal}: {target.outcome} · {target.reason}")
    if any(target.failed for target in run.targets):
        print("  （样例故意列出一个已失效的页面 a sample lists a page that is gone, on purpose）")
    failed = [check for report in reports for check in report.checks if check.status in _FAILED]
    print(
        f"合计 total: 年报 reports {len(reports)} · "
        f"数字 figures {sum(len(report.statistics) for report in reports)} · "
        f"表格单元 cells {sum(len(report.table_cells) for report in reports)} · "
        f"不符的核对 failed checks {len(failed)}"
    )
    if failed:
        print(f"  例如 such as: {printable(failed[0].message)} / {printable(failed[0].message_en)}")
    print()
    headings = (
        "机构 agency",
        "年度 year",
        "数字 figures",
        "表格 cells",
        "核对 checks",
        "问题 issues",
    )
    if console.is_terminal:
        table = Table(title="读到的年报 Reports read", title_justify="left")
        table.add_column(headings[0].replace(" ", "\n"), overflow="fold")
        for heading in headings[1:]:
            table.add_column(heading.replace(" ", "\n"), justify="right", no_wrap=True)
        for report in reports:
            table.add_row(*map(escape, _row(report)))
        console.print(table)
    else:
        print(" · ".join(headings))
        for report in reports:
            print(" · ".join(_row(report)))
    view = _view(reports, path.parent)
    print(
        f"\n打开看 open these\n"
        f"  表格 workbook:  {_workbook(path)}\n"
        + (f"  原件 source, with every figure in its place: {view}\n" if view else "")
        + f"结果，一行一份年报 feed, one report a line: {path}\n"
        f"运行记录 run:     {run.folder / 'run.json'}\n"
        f"问题清单 issues:  {run.folder / 'issues.jsonl'} ({run.issues})\n"
        "\n下一步 next:\n"
        "  scrapy reparse FOLDER -O reports.jsonl     已保存的网页和文件 saved pages and documents\n"
        "  scrapy crawl reports -a url=https://…      一个网站，从首页开始 a portal, from its home page"
    )


def _workbook(path: Path) -> Path:
    """The feed as an Excel workbook."""
    from govcrawl.outputs.package import export

    folder = path.parent / "tables"
    shutil.rmtree(folder, ignore_errors=True)
    export([path], ["xlsx"], folder)
    return folder / "govcrawl.xlsx"


def _view(reports: list[Report], data_dir: Path) -> Path | None:
    """The page of one report with every figure in its place: the one that contradicts itself
    most, else that with most figures. None where the archive does not give it."""
    from govcrawl.execution.process import process
    from govcrawl.inspection.facts import gather
    from govcrawl.inspection.finding import NotFoundError, find
    from govcrawl.inspection.viewer_file import drawn

    shown = max(
        reports,
        key=lambda r: (sum(c.status in _FAILED for c in r.checks), len(r.table_cells)),
        default=None,
    )
    if shown is None:
        return None
    try:
        found = find(shown.report_id, data_dir)
    except NotFoundError:
        return None
    out = data_dir / f"{shown.report_id}.view.html"
    page = drawn(gather(process(found.task)), found.data, found.task, archived=found.archived)
    out.write_text(page, "utf-8")
    return out


def _row(report: Report) -> tuple[str, ...]:
    passed = sum(check.status in ("pass", "assumed_zero_pass") for check in report.checks)
    failed = sum(check.status in _FAILED for check in report.checks)
    return (
        printable(report.agency.name or report.title or report.report_id),
        str(report.report_year or "?"),
        str(len(report.statistics)),
        str(sum(value is not None for value in report.tables.values())),
        f"✓{passed} ✗{failed}",
        str(len(report.issues)),
    )
