"""What commands show: progress (a bar on a terminal, plain lines elsewhere) and the summary."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec

from govcrawl.messages import printable
from govcrawl.runs import Run

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_LINE_EVERY = 10.0  # seconds between plain lines
_TARGETS = 20  # whose troubles the summary shows
_FILES = 15  # of each fate shown
_BODIES = 10  # not walked, shown
_ENDS = {
    "unreadable": "没能读出 unreadable",
    "unread": "没有读到 not come to",
    "not_report": "不是年报 not reports",
    "skipped": "略过 passed over",
    "read": "读出 read",
}
_RANKS = ("error", "warn", "info")
_EXPLAINED = ("unreadable", "not_report")


class Progress:
    """Progress over a known number of files, on standard error."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = self.records = self.failed = 0
        self._bar: Bar | None = None
        self._next_line = time.monotonic() + _LINE_EVERY

    def __enter__(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        if sys.stderr.isatty():
            self._bar = Bar(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("记录 records {task.fields[records]}"),
                TextColumn("失败 failed {task.fields[failed]}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.add_task("解析 reading", total=self.total, records=0, failed=0)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def advance(self, *, records: int, failed: bool) -> None:
        """One more file is done."""
        self.done += 1
        self.records += records
        self.failed += failed
        if self._bar:
            self._bar.update(
                self._bar.task_ids[0], completed=self.done, records=self.records, failed=self.failed
            )
        elif time.monotonic() >= self._next_line:
            self._next_line += _LINE_EVERY
            sys.stderr.write(
                f"已解析 read {self.done}/{self.total} · 记录 records {self.records} · "
                f"失败 failed {self.failed}\n"
            )


def files(run: Run) -> Iterator[str]:
    """How every file of a reparse ended, by its end, as ``files.jsonl`` of the run says: what could
    not be read first, then what is no report, then what was read or passed over."""
    from govcrawl.saved.ends import FileEnd

    path = run.folder / "files.jsonl"
    if not path.is_file():
        return
    reasons = _reasons(run)
    shown: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    context: Counter[str] = Counter()
    for line in path.read_bytes().splitlines():
        file = msgspec.json.decode(line, type=FileEnd)
        counts[file.end] += 1
        context.update(file.used[:1])
        lines = shown.setdefault(file.end, [])
        if len(lines) < _FILES:
            why = file.why or (reasons.get(file.file, "") if file.end in _EXPLAINED else "")
            count = f" · {len(file.reports)}" if len(file.reports) > 1 else ""
            lines.append(f"  {_relative(file.file)}{count}" + (f" · {why}" if why else ""))
    for end, words in _ENDS.items():
        if counts[end]:
            yield f"{words} {counts[end]}"
            yield from map(printable, shown[end])
            if counts[end] > _FILES:
                yield f"  … (+{counts[end] - _FILES})"
    if context:
        told = " · ".join(f"{kind} {number}" for kind, number in sorted(context.items()))
        yield f"来源取自 context from  {told}"
    if counts:
        yield f"每个文件 every file  {path}"


def _reasons(run: Run) -> dict[str, str]:
    """The first of the gravest things said of each file that failed or is no report."""
    found: dict[str, tuple[int, str]] = {}
    with (run.folder / "issues.jsonl").open("rb") as lines:
        for line in lines:
            issue = msgspec.json.decode(line)
            name = unquote((issue["url"] or "").removeprefix("file://"))
            rank = _RANKS.index(issue["severity"])
            text = f"{issue['code']}: {issue['message']} / {issue['message_en']}"
            if name not in found or rank < found[name][0]:
                found[name] = rank, text
    return {name: text for name, (_, text) in found.items()}


def _relative(name: str) -> str:
    """A path as short as it can be from here."""
    here = f"{Path.cwd()}/"
    return name.removeprefix(here)


def summary(run: Run, feed: Path | None) -> str:
    """The last lines of a run: how every file of a reparse ended, the verdict, the counts, and
    where everything is."""
    c = run.counts
    counted = f"新 new {c.new} · 变更 changed {c.changed} · 未变 unchanged {c.unchanged}"
    passed = [(t, b) for t in run.targets for b in t.bodies if not b.walked]
    lines = [
        *files(run),
        f"退出码 exit {run.exit_status} · {run.reason}",
        f"年报 reports    {c.found - c.failed}（{counted}）",
        f"非年报 not reports {c.not_reports} · 失败 failed {c.failed} · 已消失 vanished {c.vanished}"
        + (" （记录保留并注明 kept, and marked）" if c.vanished else ""),
    ]
    if any(target.bodies for target in run.targets):
        lines.append(f"未走的机关 bodies not walked {len(passed)}")
        for target, body in passed[:_BODIES]:
            lines.append(f"  {printable(body.name or body.url)} · {body.reason or target.reason}")
        if len(passed) > _BODIES:
            lines.append(f"  … (+{len(passed) - _BODIES}) run.json")
    lines.append(f"运行记录 run      {run.folder / 'run.json'}")
    if feed is not None:
        lines.append(f"结果文件 feed     {feed}")
    for one in run.written:
        what = (
            "全部现有记录 every current record"
            if one.current
            else "追加新的和变更的 appended, new or changed"
        )
        lines.append(f"结果文件 feed     {one.name}（{what}: {one.records}）")
    if run.stores:
        lines.append(f"现行记录 current  {run.data_dir / 'latest'}")
        lines.append(f"原件存档 archive  {run.data_dir / 'archive'}")
    wrong = [target for target in run.targets if target.outcome not in ("ok", "empty")]
    for target in wrong[:_TARGETS]:
        lines.append(f"{target.outcome:<17}{target.portal or target.url} · {target.reason}")
    if len(wrong) > _TARGETS:
        lines.append(f"… (+{len(wrong) - _TARGETS})")
    if run.issues:
        lines.append(f"问题清单 issues   {run.folder / 'issues.jsonl'}（{run.issues}）")
    return "\n".join(lines) + "\n"
