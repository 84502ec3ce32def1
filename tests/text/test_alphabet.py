"""No stage has an alphabet of its own: folds, tables of characters, digits and numerals stand in
``govcrawl/text`` alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from govcrawl.text.characters import TABLE
from tests.conftest import ROOT

PACKAGE = ROOT / "govcrawl"
#: What looks like a fold and is none, with its reason.
NO_FOLDS = {
    "inspection/page_pictures.py": "bytes of a picture",
    "archive/records.py": "bytes of header lines",
    "reading/formats/sniff.py": "bytes of any file",
    "reading/formats/decode.py": "bytes of any file",
    "reading/formats/doc/doc.py": "control characters of the Word format, decoded",
}
#: A class that spells out numerals, in order or by its ends; digits of other widths.
CLASSES = {
    "numerals": re.compile(r"\[[^\]]*[一二三四五六七八九十两]{4,}[^\]]*\]|[一-十]-[一-十]\]"),
    "a run of numerals": re.compile(r"^[〇零○]?[一二三四五六七八九十]{5,}[百千万亿]*$"),
    "full-width digits": re.compile(r"[０-９]"),
    "enclosed numerals": re.compile(r"[①-⒛㈠-㈩]-[①-⓿㈠-㈩]|[①-⑳]{3}"),
}


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module that is no docstring."""
    silent = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.lineno, node.value


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a data file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)


def own_classes() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        if not where.startswith("text/"):
            for line, text in strings(ast.parse(path.read_text("utf-8"))):
                for name, pattern in CLASSES.items():
                    if pattern.search(text):
                        yield where, f"{where}:{line} {name}: {text[:60]}"
    for path in sorted(PACKAGE.rglob("*.toml")):
        where = path.relative_to(PACKAGE).as_posix()
        if where.startswith(("text/", "messages/")):
            continue
        for text in texts_of(msgspec.toml.decode(path.read_bytes())):
            for name in ("numerals", "full-width digits", "enclosed numerals"):
                if CLASSES[name].search(text):
                    yield where, f"{where} {name}: {text[:60]}"


def own_folds() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        if where.startswith("text/"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", "")
                if name in ("normalize", "maketrans", "translate"):
                    yield where, f"{where}:{node.lineno} {ast.unparse(node)[:60]}"


def test_no_module_defines_a_class_of_digits_or_numerals() -> None:
    assert [said for _, said in own_classes()] == []


def test_no_module_folds_for_itself() -> None:
    assert [said for where, said in own_folds() if where not in NO_FOLDS] == []


def test_exceptions_are_still_needed() -> None:
    assert {where for where, _ in own_folds()} >= set(NO_FOLDS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r"[一二三四五六七八九十]{1,3}", "numerals"),
        ("零一二三四五六七八九", "a run of numerals"),
        ("0123４", "full-width digits"),
        ("[①-⑳]", "enclosed numerals"),
    ],
)
def test_the_scan_sees_what_it_looks_for(text: str, name: str) -> None:
    assert CLASSES[name].search(text)


@pytest.mark.parametrize("text", ["二十四节气", "[一二]级", "第二十条第(一)项", "三公经费"])
def test_the_scan_leaves_words_alone(text: str) -> None:
    assert not any(pattern.search(text) for pattern in CLASSES.values())


def test_data_files_are_written_in_the_characters_that_are_matched() -> None:
    """A label or pattern with a character that is folded away would never match."""
    never = []
    for path in sorted((PACKAGE / "lexicon").rglob("*.*")):
        if path.suffix not in (".toml", ".csv"):
            continue
        text = path.read_text("utf-8")
        kept = text if path.suffix == ".csv" else "".join(texts_of(msgspec.toml.decode(text)))
        folded = {c for c in kept if "\u3400" <= c <= "\u9fff" and TABLE.get(c, c) != c}
        if folded:
            never.append(f"{path.name}: {''.join(sorted(folded))}"[:80])
    assert never == []
