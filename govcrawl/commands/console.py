"""What commands show: progress (a bar on a terminal, plain lines elsewhere) and the summary."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from govcrawl.runs import Run

_LINE_EVERY = 10.0  # seconds between plain lines
_TARGETS = 20  # whose troubles the summary shows


class Progress:
    """Progress over a known number of files, on standard error."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = self.records = self.failed = 0
        self._bar: Bar | None = None
        self._next_line = time.monotonic() + _LINE_EVERY

    def __enter__(self) -> Progress:
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


def summary(run: Run, feed: Path | None) -> str:
    """The last lines of a run: the verdict, the counts, and where everything lies."""
    c = run.counts
    counted = f"新 new {c.new} · 变更 changed {c.changed} · 未变 unchanged {c.unchanged}"
    lines = [
        f"退出码 exit {run.exit_status} · {run.reason}",
        f"年报 reports    {c.found - c.failed}（{counted}）",
        f"非年报 not reports {c.not_reports} · 失败 failed {c.failed}",
        f"运行记录 run      {run.folder / 'run.json'}",
    ]
    if c.vanished:
        lines.insert(3, f"已消失 vanished  {c.vanished}（记录保留并注明 kept, and marked）")
    if feed is not None:
        lines.append(f"结果文件 feed     {feed}")
    for one in run.written:
        what = (
            "全部现有记录 every current record"
            if one.current
            else "追加新的和变更的 appended, new or changed"
        )
        lines.append(f"结果文件 feed     {one.name}（{what}: {one.records}）")
    wrong = [target for target in run.targets if target.outcome not in ("ok", "empty")]
    for target in wrong[:_TARGETS]:
        lines.append(f"{target.outcome:<17}{target.portal or target.url} · {target.reason}")
    if len(wrong) > _TARGETS:
        lines.append(f"… (+{len(wrong) - _TARGETS})")
    if run.issues:
        lines.append(f"问题清单 issues   {run.folder / 'issues.jsonl'}（{run.issues}）")
    return "\n".join(lines) + "\n"
