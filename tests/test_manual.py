"""The log manual knows every code that a run may log or put into ``issues.jsonl``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from govcrawl import manual
from govcrawl.messages import texts
from tests.conftest import ROOT

PACKAGE = ROOT / "govcrawl"
#: Functions that take a code first and make an Issue of it; the severity of those that do not
#: take one.
MAKERS = {"issue": None, "of_pages": "warn", "_repair": "info"}


def made(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The codes of issues that a module makes, with their severities (``?`` where not literal)."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = {k.arg: k.value for k in call.keywords}
        if name == "Issue":
            code, severity = given.get("code"), given.get("severity")
        elif name in MAKERS and call.args:
            code = call.args[0]
            severity = call.args[1] if len(call.args) > 1 else None
            severity = ast.Constant(MAKERS[name]) if MAKERS[name] else severity
        else:
            continue
        if isinstance(code, ast.Constant):
            known = isinstance(severity, ast.Constant)
            yield str(code.value), str(severity.value) if known else "?"  # type: ignore[union-attr]
        else:
            yield f"<{ast.unparse(code) if code else ''}>", "?"


def codes_of_the_reader() -> dict[str, str]:
    """Code → severity, of all issues of the reading rooms."""
    found: dict[str, str] = {}
    for room in ("reading", "checks"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            found |= dict(made(ast.parse(path.read_text("utf-8"))))
    return found


def test_every_code_of_a_run_has_its_advice() -> None:
    known = set(manual.load().codes)
    # Cells of the coverage matrix are explained where they stand.
    assert {code for code in texts() if not code.startswith("cell_")} - known == set()


def test_every_warning_of_the_reader_has_its_advice() -> None:
    found = codes_of_the_reader()
    # What is not literal comes through the functions in MAKERS, and from repairs.toml (info).
    assert {c for c in found if c.startswith("<")} == {"<code>", "<rule.code>"}
    assert len(found) > 30, "the scan still sees the calls"
    missing = {c for c, severity in found.items() if severity != "info" and c[0] != "<"}
    assert missing - set(manual.load().codes) == set()


def test_the_manual_speaks_of_no_code_that_is_gone() -> None:
    there = set(texts()) | set(codes_of_the_reader())
    entries = manual.load().codes
    assert set(entries) - there == set()
    for code, advice in entries.items():
        assert advice.group in manual.load().groups, code
        assert (code in texts()) != bool(advice.means), f"{code}: one meaning"
        assert bool(advice.means) == bool(advice.means_en), code


def test_the_manual_is_what_its_data_say() -> None:
    written = (ROOT / "docs" / "log-manual.md").read_text("utf-8")
    assert written == manual.render(), "run `python -m govcrawl.manual`"
