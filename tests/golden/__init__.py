"""The golden feed: which facts the reader takes from every sample, and from ``../shared`` where
it is there, as one digest a file and family of facts.

A refactoring leaves every digest as it is; an intended change regenerates them
(``python -m tests.golden --update``) and is reviewed with ``--write FOLDER``, which writes the
facts themselves, one JSON file a source file, to compare between two checkouts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

import govcrawl
from govcrawl.report import Report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
_SHARED_FOLDERS = ("seeds", "docs", "pages", "prose/texts", "identity/pages", "cases/files")
_SUFFIXES = frozenset(".html .htm .shtml .txt .pdf .docx .doc .xls .xlsx .mht .zip".split())

Record = dict[str, Any]


def _without_anchor(part: Record) -> Record:
    evidence = part.get("evidence")
    bare = {name: value for name, value in part.items() if name != "anchor"}
    if isinstance(evidence, dict):
        bare["evidence"] = {k: v for k, v in evidence.items() if k != "anchor"}
    return bare


def _picked(*names: str) -> Callable[[Record], Any]:
    return lambda record: {name: record.get(name) for name in names}


#: Each family's part of a record. Anchors and volatile fields stand outside.
FAMILIES: dict[str, Callable[[Record], Any]] = {
    "identity": _picked(
        *("report_id", "title", "report_year", "coverage", "format_era", "period", "agency"),
        *("publish_date", "document_date", "index_number", "doc_number", "issuer"),
        *("content_source", "contact", "site"),
    ),
    "narrative": _picked("body", "sections"),
    "statistics": lambda r: [
        [_without_anchor(s) for s in r.get(name) or []] for name in ("statistics", "candidates")
    ],
    "tables": lambda r: [
        r.get("tables"),
        [_without_anchor(c) for c in r.get("table_cells") or []],
        r.get("table_quality"),
    ],
    "findings": lambda r: [
        [[c["rule"], c["status"]] for c in r.get("checks") or []],
        sorted(i["code"] for i in r.get("issues") or []),
    ],
}


def sources() -> Iterator[tuple[str, Path, str]]:
    """``(set, path, name)`` of every file that is read: set ``samples`` or ``shared``."""
    folders = [("samples", ROOT / "samples", ("pages", "portals"))]
    if SHARED.is_dir():
        folders.append(("shared", SHARED, _SHARED_FOLDERS))
    for group, root, names in folders:
        for name in names:
            for path in sorted((root / name).rglob("*")):
                if path.is_file() and path.suffix.lower() in _SUFFIXES:
                    yield group, path, path.relative_to(root).as_posix()


def facts(path: Path) -> dict[str, Any]:
    """The facts of one file by family."""
    records = [_record(report) for report in govcrawl.parse(path)]
    return {family: [part(r) for r in records] for family, part in FAMILIES.items()}


def _record(report: Report) -> Record:
    record: Record = msgspec.to_builtins(report)
    return record


def digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def known(group: str, family: str) -> dict[str, str]:
    """The committed digests of a family, by file."""
    file = HERE / group / f"{family}.json"
    digests: dict[str, str] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return digests
