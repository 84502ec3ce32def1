"""What commands show: progress (a bar on a terminal, plain lines elsewhere) and the summary."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from govcrawl.execution.outcome import Outcome
from govcrawl.feed import encode_json
from govcrawl.messages import printable
from govcrawl.runs import Run

_LINE_EVERY = 10.0  # seconds between plain lines
_TARGETS = 20  # whose troubles the summary shows
_FILES = 15  # of each fate shown
_BODIES = 10  # not walked, shown
_FATES = {
    "failed": "没能读出 failed",
    "none": "不是年报 not reports",
    "elsewhere": "年报在别处 the report is elsewhere",
    "read": "读出 read",
}


class Progress:
    """Progress over a known number of files, on standard error."""

    def __init__(self, total: int, fates: Fates | None = None) -> None:
        self.total = total
        self._fates = fates
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

    def advance(self, url: str, outcome: Outcome) -> None:
        """One more file is done."""
        self.done += 1
        self.records += len(outcome.records)
        self.failed += outcome.failed
        if self._fates is not None:
            self._fates.add(url, outcome)
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


class Fates:
    """What became of every file of a reparse: a line a file in ``files.jsonl`` of the run's
    folder, and the first of each fate at the end on the terminal."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "files.jsonl"
        self._file = self.path.open("wb")
        self._shown: dict[str, list[str]] = {}
        self._counts: Counter[str] = Counter()

    def add(self, url: str, outcome: Outcome) -> None:
        """One file, or one page of an archive."""
        fate = outcome.status
        said = str(outcome.said[0].message) if outcome.said else ""
        line = {"url": url, "fate": fate, "reports": len(outcome.records), "said": said}
        self._file.write(encode_json(line))
        self._counts[fate] += 1
        shown = self._shown.setdefault(fate, [])
        if len(shown) < _FILES:
            name = unquote(url.removeprefix("file://"))
            count = f" · {len(outcome.records)}" if len(outcome.records) > 1 else ""
            why = f" · {said}" if said and fate != "read" else ""
            shown.append(printable(f"  {_relative(name)}{count}{why}"))

    def close(self) -> None:
        self._file.close()

    def lines(self) -> Iterator[str]:
        """What failed first, then what is no report, then what was read."""
        for fate, words in _FATES.items():
            if count := self._counts[fate]:
                yield f"{words} {count}"
                yield from self._shown[fate]
                if count > len(self._shown[fate]):
                    yield f"  … (+{count - len(self._shown[fate])})"
        if self._counts:
            yield f"每个文件 every file  {self.path}"


def _relative(name: str) -> str:
    """A path as short as it can be from here."""
    here = f"{Path.cwd()}/"
    return name.removeprefix(here)


def summary(run: Run, feed: Path | None, fates: Fates | None = None) -> str:
    """The last lines of a run: what became of every file of a reparse (``fates``), the verdict,
    the counts, and where everything lies."""
    c = run.counts
    counted = f"新 new {c.new} · 变更 changed {c.changed} · 未变 unchanged {c.unchanged}"
    passed = [(t, b) for t in run.targets for b in t.bodies if not b.walked]
    lines = [
        *(fates.lines() if fates else ()),
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
