"""The catalogue holds every code that the package says, and nothing that it does not."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator

import pytest

from govcrawl.messages import (
    Both,
    CatalogueError,
    catalogue,
    issue,
    phrase,
    printable,
    read_catalogue,
    say,
    severity_of,
)
from tests.conftest import ROOT

PACKAGE = ROOT / "govcrawl"
#: Codes and phrases that data files or values name (``lexicon/repairs.toml``, a format's reason).
SAID_BY_DATA = {
    *("lost_year_mark", "lost_bracket", "lost_leading_numeral"),
    *("blocked.jsl", "blocked.ruishu", "blocked.chuangyudun", "blocked.aliyun", "blocked.waf"),
    *("login_required", "soft_404"),
}


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of a function of the room, with the module they stand in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "messages":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(node, "func", None)
            if isinstance(node, ast.Call) and name in (
                getattr(called, "id", ""),
                getattr(called, "attr", ""),
            ):
                yield str(path.relative_to(PACKAGE)), node


def names_of(code: str) -> set[str]:
    return {n for _, n, _, _ in string.Formatter().parse(catalogue().codes[code].zh) if n}


@pytest.mark.parametrize("function", ["say", "issue"])
def test_every_code_that_is_said_is_there_with_its_values(function: str) -> None:
    found = 0
    for where, call in calls(function):
        code = call.args[0] if call.args else None
        if not isinstance(code, ast.Constant) or not isinstance(code.value, str):
            continue
        found += 1
        assert code.value in catalogue().codes, f"{where}: {code.value}"
        given = {k.arg for k in call.keywords}
        if None not in given:
            lacking = names_of(code.value) - {name for name in given if name}
            assert not lacking, f"{where}: {code.value} lacks {lacking}"
    assert found > 30, "the scan still sees the calls"


def test_every_phrase_that_is_named_is_there() -> None:
    for where, call in calls("phrase"):
        if isinstance(call.args[0], ast.Constant):
            assert call.args[0].value in catalogue().phrases, f"{where}: {call.args[0].value}"


def test_no_record_is_said_anything_outside_the_catalogue() -> None:
    """Issues are made by ``issue``; a text of its own stands in no module of the reader."""
    made = [
        (where, ast.unparse(call)[:80])
        for where, call in calls("Issue")
        if where.startswith(("reading/", "checks/"))
    ]
    assert made == []


def test_the_catalogue_has_no_code_that_nobody_says() -> None:
    said = set(SAID_BY_DATA)
    for path in PACKAGE.rglob("*.py"):
        said |= set(strings(ast.parse(path.read_text("utf-8"))))
    assert set(catalogue().codes) - said == set()


def test_codes_of_data_files_are_there() -> None:
    assert set(catalogue().codes) >= SAID_BY_DATA


GOOD = """
[groups]
files = { zh = "文件", en = "Files" }
[phrases]
"lost.where" = ["第 {page} 页", "page {page}"]
[codes.lost]
group = "files"
severity = "warn"
zh = "缺 {count} 处"
en = "{count} places are lost"
do = "对照原文。"
do_en = "Compare the source."
"""


def test_a_catalogue_is_read() -> None:
    entry = read_catalogue(GOOD).codes["lost"]
    assert (entry.severity, entry.group) == ("warn", "files")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('en = "{count} places', 'en = "{places} places', "codes.lost: its two texts"),
        ('"page {page}"', '"page {number}"', "phrases.lost.where: its two texts"),
        ('group = "files"', 'group = "file"', "there is no group file"),
        ('severity = "warn"', 'severity = "warning"', "severity"),
        ('do_en = "Compare the source."', "", "what to do, in both languages"),
        ('do = "对照原文。"\ndo_en = "Compare the source."', "", "what to do"),
        ("[codes.lost]", '[codes."Lost it"]', "not a code"),
        ('zh = "缺 {count} 处"', 'zh = ""', "codes.lost"),
        ('zh = "缺 {count} 处"', 'zh = "缺 {count 处"', "catalogue.toml"),
        ("[codes.lost]", "[codes.lost]\nnote = 1\n", "note"),
        ("[groups]", "[codes.lost]\n[groups]", "catalogue.toml"),
    ],
)
def test_a_catalogue_that_is_not_well_formed_is_refused(before: str, after: str, says: str) -> None:
    assert before in GOOD
    with pytest.raises(CatalogueError, match=says):
        read_catalogue(GOOD.replace(before, after))


def test_values_are_filled_in_both_languages() -> None:
    said = say("truncated", what=Both("页", "pages"), found=3, limit=2)
    assert said.zh == "页有 3,超过上限 2,超出部分未读"
    assert said.en == "3 pages are over the limit of 2; the rest was not read"
    assert phrase("parts_to_page", page=2).en.endswith("up to page 2")


def test_values_of_others_stay_one_printable_line() -> None:
    assert printable("a\x1b[2Jb\nc") == "a [2Jb c"
    assert "\n" not in say("reading_failed", path="a\nb", error="x").zh


def test_an_issue_has_the_severity_of_its_code_unless_the_case_differs() -> None:
    assert issue("empty_file").severity == severity_of("empty_file") == "error"
    assert issue("empty_file", severity="warn").severity == "warn"
    assert issue("text_box", "框内文字").evidence == "框内文字"
