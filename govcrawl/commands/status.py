"""``scrapy status``: the last run of every portal, and what to do.

Exit status: 0 the last run of every portal was well · 3 some need attention · 2 usage.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import msgspec
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl import runs
from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import catalogue, printable, say
from govcrawl.runs import Target

_GOOD = ("ok", "empty")


class _Run(msgspec.Struct):
    run_id: str
    command: str
    finished_at: str
    exit_status: int
    targets: list[Target]


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return ""

    def short_desc(self) -> str:
        return "各网站最近一次运行 / Status: the last run of every portal, and what to do"

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        from govcrawl.store.state import State
        from govcrawl.store.store import Store, names_in

        assert self.settings is not None
        if args:
            raise UsageError("scrapy status", print_help=False)
        data = Path(self.settings["GOVCRAWL_DATA_DIR"])
        last: dict[str, tuple[_Run, list[Target]]] = {}
        had_records: set[str] = set()
        for name, run, targets in _runs(data):
            last.setdefault(name, (run, targets))
            if any(one.new or one.changed or one.unchanged or one.reparsed for one in targets):
                had_records.add(name)
        stores = set(names_in(data))
        left = had_records - stores if stores else self._archived(data)
        names = sorted({*last, *stores, *left})
        if not names:
            print(say("status_nothing", path=data))
        trouble = bool(left)
        for name in names:
            if name in left:
                print(say("status_archive_only", portal=name))
                continue
            state = State.read(Store(data, name).state_path, name)
            gone = sum(report.vanished_at is not None for report in state.reports.values())
            print(f"{name} · 年报 reports {len(state.reports)}（已消失 gone {gone}）")
            if name not in last:
                print("  没有运行记录 no run on record")
                continue
            run, targets = last[name]
            for target in targets:
                trouble = trouble or target.outcome not in _GOOD or bool(target.vanished)
                for line in _lines(run, target):
                    print(f"  {printable(line)}")
        self.exitcode = runs.PARTIAL if trouble else runs.OK

    def _archived(self, data: Path) -> set[str]:
        """The portals of an archive beside which there are no records."""
        from govcrawl.archive.mending import files_in
        from govcrawl.execution.start import start
        from govcrawl.fingerprint import reader_version
        from govcrawl.store.comparing import Comparison
        from govcrawl.store.rebuilding import names_in_archive

        assert self.settings is not None
        if not files_in(data / "archive"):
            return set()
        execution = start(self.settings, reader_version(), jobs=0)
        compare = Comparison(data / "archive", self.settings.getint("DOWNLOAD_MAXSIZE"), execution)
        try:
            return set(names_in_archive(data, compare))
        finally:
            compare.close()
            execution.close()


def _runs(data: Path) -> Iterator[tuple[str, _Run, list[Target]]]:
    """The finished runs, the last first: a portal, the run, the portal's targets in it."""
    from govcrawl.store.store_names import store_name

    for folder in sorted((data / "runs").glob("*Z-*"), reverse=True):
        try:
            run = msgspec.json.decode((folder / "run.json").read_bytes(), type=_Run)
        except (OSError, msgspec.MsgspecError):
            continue
        if run.command.startswith("reparse") or run.exit_status == runs.LOCKED:
            continue
        here: dict[str, list[Target]] = {}
        for target in run.targets:
            here.setdefault(store_name(target.portal, target.url), []).append(target)
        for name, targets in here.items():
            yield name, run, targets


def _lines(run: _Run, target: Target) -> list[str]:
    lines = [
        (
            f"{run.finished_at} · {target.outcome} · 新 new {target.new} · 变更 changed {target.changed}"
            f" · 消失 vanished {target.vanished} · 失败 failed {target.failed} · {run.run_id}"
        )
    ]
    unwalked = [body.name for body in target.bodies if not body.walked]
    if unwalked:
        shown = "、".join(unwalked[:5]) + (" …" if len(unwalked) > 5 else "")
        lines.append(f"未抓取的机关 bodies not walked {len(unwalked)}: {shown}")
    if target.outcome not in _GOOD:
        lines.append(target.reason)
        entry = catalogue().codes.get(target.reason.partition(":")[0])
        if entry is not None and entry.do:
            lines.append(f"怎么办 what to do: {entry.do} / {entry.do_en}")
    return lines
