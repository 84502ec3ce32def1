"""How every file that a run was given ended: ``files.jsonl`` of the run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from govcrawl import feed
from govcrawl.messages import phrase, say
from govcrawl.runs import Run, Target, replacing
from govcrawl.saved.folder import Unit
from govcrawl.storage import name_of

End: TypeAlias = Literal["read", "not_report", "unreadable", "skipped"]
_SHOWN = 20  # names of files that used one kind of context


class FileEnd(msgspec.Struct):
    """One line of ``files.jsonl``. ``why`` a file was skipped: ``kind`` (no kind that is read),
    ``manifest``, ``attachment`` (of a page that holds the report itself), ``other_format`` (of a
    document that was read); ``belongs_to``: the page whose document or part it is; ``url``,
    ``fetched_at`` and ``content_type`` as ``used`` (``govcrawl.saved.origin_clues``) tells them;
    ``reports``: ids of its records."""

    file: str
    end: End | Literal["unread"] = "unread"
    why: str = ""
    belongs_to: str | None = None
    url: str | None = None
    fetched_at: str | None = None
    content_type: str | None = None
    used: list[str] = []
    reports: list[str] = []


class Ends:
    """The files of a run. ``write`` at its end."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._files: dict[Path, FileEnd] = {}
        self._targets: dict[Path, Target] = {}

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def names(self, path: Path, target: Target) -> None:
        """A file that an argument names."""
        self._files[path] = FileEnd(name_of(path))
        self._targets[path] = target

    def belongs(self, path: Path, page: Path) -> None:
        self._files[path].belongs_to = name_of(page)

    def skip(self, path: Path, why: str) -> None:
        if path in self._files:  # a manifest beside a file that was named is none of the files
            self._files[path].end, self._files[path].why = "skipped", why

    def drop(self, unit: Unit) -> None:
        """A file that another part of the run reads, with what belongs to it."""
        for path in (unit.path, *unit.parts, *(p for g in unit.groups for p in g.paths)):
            self._files.pop(path, None)

    def broken(self, path: Path) -> None:
        self._files[path].end = "unreadable"

    def archive(self, path: Path, *, whole: bool) -> None:
        self._files[path].end = "read" if whole else "unreadable"

    def done(self, unit: Unit, end: End, reports: list[str]) -> None:
        """A file was read, with the further parts of its article."""
        for path in (unit.path, *unit.parts):
            known = self._files[path]
            if known.end == "unread":
                known.end = end
        known = self._files[unit.path]
        context = unit.context
        known.url, known.fetched_at = unit.address, context.fetched_at
        known.content_type, known.used = context.content_type, [*context.used]
        known.reports = reports

    def write(self) -> None:
        """Write ``files.jsonl``, count into the targets, and say what context was used."""
        with replacing(self._run.folder / "files.jsonl") as file:
            file.writelines(feed.encode_json(self._files[path]) for path in sorted(self._files))
        counts: dict[int, tuple[Target, Counter[str], dict[str, list[str]]]] = {}
        for path, end in sorted(self._files.items()):
            target = self._targets[path]
            _, ends, used = counts.setdefault(id(target), (target, Counter(), {}))
            ends[end.end] += 1
            if end.used:
                used.setdefault(end.used[0], []).append(path.name)
        for target, ends, used in counts.values():
            target.files = dict(sorted(ends.items()))
            target.context = {kind: len(names) for kind, names in sorted(used.items())}
            for kind, names in sorted(used.items()):
                given = {"count": len(names), "names": ", ".join(names[:_SHOWN])}
                said = say("context_used", kind=phrase(f"context_used.{kind}"), **given)
                self._run.issue(said, "info", url=target.url)
