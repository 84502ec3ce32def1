"""``scrapy crawlall [PORTAL… | LIST.csv] [--engine local|ray] [--jobs N] [--resume]``: many portals
side by side, each a crawl of its own with a data directory of its own (``<data>/portals/<id>``).

A site, and an address, is asked by one crawl at a time, also where links lead two to the same host.
A crawl that broke down is taken up from its archive. The current records of all are in
``<data>/latest`` as after crawls of single portals;
``<data>/crawlall.json`` says how each ended. Exit status: 0 every portal well · 3 some not · 4 none.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.commands.checking import check_settings
from govcrawl.commands.stopping import stopping
from govcrawl.commands.usage import nearest
from govcrawl.messages import printable, say

if TYPE_CHECKING:
    from govcrawl.jobs.supervising import Result
    from govcrawl.portals import Portal

_SHOWN = 20  # portals that are not well


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [PORTAL ... | LIST.csv]"

    def short_desc(self) -> str:
        return "同时抓取许多网站 / Crawl many portals side by side: scrapy crawlall [LIST.csv]"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. Without arguments every registered portal; LIST.csv has the "
            "columns name,adcode,url. Each portal has its own data directory under portals/; a site is "
            "asked by one crawl at a time. Exit status: 0 every portal well, 3 some not, 4 none."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        from govcrawl.jobs.engines import NAMES

        super().add_options(parser)
        parser.add_argument(
            "--jobs",
            metavar="N",
            type=_positive,
            help="同时抓取的网站数 / portals at a time (default: four times the cores)",
        )
        parser.add_argument(
            "--engine",
            choices=NAMES,
            default="local",
            help="在本机，或在 Ray 集群上 / on this machine, or on a cluster of Ray (extra ray)",
        )
        parser.add_argument(
            "--resume",
            action="store_true",
            help="续跑被中断的一批 / take up the same batch where it was broken off",
        )
        parser.add_argument(
            "-a",
            dest="given",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="每次抓取的参数 / an argument of every crawl: years=2019-2024, full=1, bodies=all",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from govcrawl.jobs.engines import MissingError, engine
        from govcrawl.jobs.many import ListError, jobs_of
        from govcrawl.jobs.supervising import Journal, Supervisor
        from govcrawl.portals import load

        assert self.settings is not None
        check_settings(self.settings)
        try:
            listed = _listed(args)
        except ListError as error:
            raise UsageError(str(error), print_help=False) from None
        known = load({**self.settings.getdict("GOVCRAWL_PORTALS"), **listed})
        chosen = _chosen(args, known, listed)
        data = Path(self.settings["GOVCRAWL_DATA_DIR"]).absolute()
        arguments = [*_arguments(opts), *_settings(opts, self.settings, data)]
        batch = hashlib.sha256(msgspec.json.encode([sorted(chosen), arguments])).hexdigest()[:16]
        try:
            data.mkdir(parents=True, exist_ok=True)
            journal = Journal(data / "crawlall.jsonl", batch, resume=opts.resume)
            left = {name: chosen[name] for name in chosen if name not in journal.done}
            jobs = jobs_of(left, listed, data, arguments)
            if opts.resume:
                jobs = [
                    job._replace(arguments=(*job.arguments, *job.again), again=()) for job in jobs
                ]
            runner = engine(opts.engine, opts.jobs or 4 * (os.cpu_count() or 1))
        except MissingError as error:
            raise UsageError(str(say("engine_missing", error=error)), print_help=False) from None
        except OSError as error:
            sys.stderr.write(f"{say('crashed', error=error)}\n")
            self.exitcode = runs.CRASH
            return

        def ended(result: Result) -> None:
            journal.write(result)
            publish(data, result.name)
            done = f"[{len(journal.done)}/{len(chosen)}]"
            sys.stderr.write(f"{done} {line_of(data, result)}\n")

        supervisor = Supervisor(runner, ended)
        with closing(runner), stopping(lambda _: supervisor.stop()):
            supervisor.run(jobs)
        results = [journal.done[name] for name in chosen if name in journal.done]
        self.exitcode = _status(results, len(chosen))
        _write_summary(data, results, len(chosen), self.exitcode)
        sys.stderr.write(_summary(data, results, len(chosen), self.exitcode))


def publish(data: Path, portal: str) -> None:
    """Put the current records of a portal beside those of others, each file as a whole."""
    from govcrawl.jobs.many import folder_of

    latest = data / "latest"
    latest.mkdir(exist_ok=True)
    for file in sorted((folder_of(data, portal) / "latest").glob("*.jsonl")):
        part = latest / f".{file.name}.part"
        part.unlink(missing_ok=True)
        try:
            os.link(file, part)  # a store replaces its files and never changes one
        except OSError:
            shutil.copyfile(file, part)
        os.replace(part, latest / file.name)  # noqa: PTH105


def last_run(data: Path, portal: str) -> dict[str, Any]:
    """``run.json`` of the last run of a portal; empty where there is none."""
    from govcrawl.jobs.many import folder_of

    files = sorted((folder_of(data, portal) / "runs").glob("*/run.json"))
    with suppress(OSError, msgspec.MsgspecError, IndexError):
        found = msgspec.json.decode(files[-1].read_bytes())
        return found if isinstance(found, dict) else {}
    return {}


def line_of(data: Path, result: Result) -> str:
    """How a portal's crawl ended, in one line."""
    run = last_run(data, result.name)
    counts = run.get("counts") or {}
    got = f"新 new {counts.get('new', 0)} · 变更 changed {counts.get('changed', 0)} · 失败 failed {counts.get('failed', 0)}"
    status = "-" if result.status is None else result.status
    more = f" · 第 {result.attempts} 次 attempt {result.attempts}" if result.attempts > 1 else ""
    said = run.get("reason") or (result.said.strip().splitlines() or [""])[-1]
    why = "" if result.status == runs.OK else f" · {printable(str(said))}"
    return f"{result.name} · 退出码 exit {status} · {got}{more}{why}"


def _listed(args: list[str]) -> dict[str, dict[str, Any]]:
    from govcrawl.jobs.many import read_list

    found: dict[str, dict[str, Any]] = {}
    for arg in args:
        if arg.lower().endswith(".csv"):
            found |= read_list(Path(arg))
    return found


def _chosen(
    args: list[str], known: dict[str, Portal], listed: dict[str, dict[str, Any]]
) -> dict[str, Portal]:
    """The portals asked for: all that are registered where none is named."""
    names = [arg for arg in args if not arg.lower().endswith(".csv")]
    for name in names:
        if name not in known:
            shown = "、".join(sorted(known)[:10])
            said = say("unknown_portal", portal=name, hint=nearest(name, list(known)), known=shown)
            raise UsageError(str(said), print_help=False)
    names += [name for name in listed if name not in names]
    chosen = {name: known[name] for name in (names if args else known)}
    if not chosen:
        raise UsageError(str(say("nothing_to_crawl")), print_help=False)
    return chosen


def _arguments(opts: argparse.Namespace) -> list[str]:
    """The ``-a`` arguments of every crawl."""
    found = []
    for given in opts.given:
        name, equals, _ = given.partition("=")
        if not equals or name in ("portal", "url"):
            raise UsageError(str(say("bad_batch_argument", given=given)), print_help=False)
        found += ["-a", given]
    return found


def _settings(opts: argparse.Namespace, settings: Any, data: Path) -> list[str]:
    """What every crawl is told of the settings: those of this command line; that it reads in one
    process, since many run, and where they tell each other which address they ask."""
    found = []
    given = [one for one in opts.set if not one.startswith("GOVCRAWL_DATA_DIR=")]
    if not any(one.startswith("GOVCRAWL_READ_JOBS=") for one in given):
        jobs = "1" if settings.getint("GOVCRAWL_READ_JOBS") else "0"
        given.append(f"GOVCRAWL_READ_JOBS={jobs}")
    if not any(one.startswith("GOVCRAWL_LEASES=") for one in given):
        given.append(f"GOVCRAWL_LEASES={data / 'leases'}")
    for one in given:
        found += ["-s", one]
    return found


def _status(results: list[Result], number: int) -> int:
    well = sum(result.status == runs.OK for result in results)
    got = sum(result.status in (runs.OK, runs.PARTIAL) for result in results)
    return runs.OK if well == number else runs.PARTIAL if got else runs.REFUSED


def _write_summary(data: Path, results: list[Result], number: int, status: int) -> None:
    portals = []
    for result in results:
        run = last_run(data, result.name)
        portals.append(
            {
                "portal": result.name,
                "exit_status": result.status,
                "attempts": result.attempts,
                "run_id": run.get("run_id"),
                "reason": run.get("reason") or result.said[-300:],
                "counts": run.get("counts"),
            }
        )
    whole = {
        "finished_at": runs.stamp(),
        "exit_status": status,
        "portals": number,
        "not_come_to": number - len(results),
        "results": portals,
    }
    with runs.replacing(data / "crawlall.json") as file:
        file.write(msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n")


def _summary(data: Path, results: list[Result], number: int, status: int) -> str:
    counted = Counter("-" if r.status is None else str(r.status) for r in results)
    ends = " · ".join(f"{name}: {count}" for name, count in sorted(counted.items()))
    lines = [
        f"退出码 exit {status} · 网站 portals {number} · 按退出码 by exit status {ends or '-'}"
    ]
    if len(results) < number:
        lines.append(f"没有抓到 not come to {number - len(results)} · crawlall --resume")
    wrong = [result for result in results if result.status != runs.OK]
    lines += [f"  {line_of(data, result)}" for result in wrong[:_SHOWN]]
    if len(wrong) > _SHOWN:
        lines.append(f"  … (+{len(wrong) - _SHOWN})")
    lines.append(f"现行记录 current  {data / 'latest'}")
    lines.append(f"每个网站 every portal  {data / 'crawlall.json'}")
    return "\n".join(lines) + "\n"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(str(say("bad_number", value=text)))
    return int(text)
