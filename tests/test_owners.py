"""One owner for each definition: what stands in one module is not written anew in another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from govcrawl import domains
from govcrawl.reading.model import Block
from govcrawl.report import OWN_SCOPES
from tests.conftest import ROOT

PACKAGE = ROOT / "govcrawl"


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def test_the_fate_of_a_block_is_settled_one_way() -> None:
    written = {
        where
        for where, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "fate"
    }
    assert written <= {"reading/model.py"}


def test_whose_figure_counts_is_said_once() -> None:
    sets = {
        where
        for where, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, (ast.Set, ast.Tuple, ast.List))
        and {"report", "agency", "region"}
        <= {e.value for e in node.elts if isinstance(e, ast.Constant)}
        and all(isinstance(e, ast.Constant) for e in node.elts)
    }
    assert sets == {"report.py"}
    assert {"out_of_period", "cumulative", "cited"}.isdisjoint(OWN_SCOPES)


def test_what_host_is_official_is_said_once() -> None:
    said = {
        where
        for where, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "endswith"
        and ".gov.cn" in ast.unparse(node)
    }
    # lexicon/host_names.py reads the names below gov.cn
    assert said <= {"lexicon/host_names.py"}
    assert domains.is_official("a.gov.cn")


def test_what_a_block_of_links_is_is_said_once() -> None:
    said = {
        where
        for where, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and "link_chars" in ast.unparse(node)
    }
    assert said == {"reading/model.py"}


@pytest.mark.parametrize(
    ("text", "links", "is_links"), [("目录下载", 2, True), ("目录下载", 1, False)]
)
def test_half_of_a_block_of_links_is_links(text: str, links: int, is_links: bool) -> None:
    assert Block(kind="paragraph", text=text, link_chars=links).is_links is is_links


def test_the_tests_see_the_package() -> None:
    assert Path(PACKAGE / "reading").is_dir()
    assert sum(1 for _ in modules()) > 150


def test_modules_of_one_name_have_one_duty() -> None:
    """A command is named by the file it is in, and may have the name of what it shows."""
    by_name: dict[str, list[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        if path.name not in ("__init__.py", "__main__.py") and path.parent.name != "commands":
            by_name.setdefault(path.name, []).append(path.relative_to(PACKAGE).as_posix())
    assert not {name: where for name, where in by_name.items() if len(where) > 1}


#: Lines of the longest function; a longer one does more than one thing that could have a name.
LONGEST = 60


def test_no_function_is_too_long_to_be_read_at_once() -> None:
    long = {
        f"{where}:{node.name}"
        for where, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST
    }
    assert not long
