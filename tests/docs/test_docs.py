"""What the documentation tells people to type is typed here."""

from __future__ import annotations

import argparse
import csv
import importlib
import importlib.util
import io
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from scrapy.settings import Settings

from govcrawl.commands.query import _load
from govcrawl.outputs.delta import FOLDER, write_delta
from govcrawl.outputs.package import export
from tests.conftest import ROOT
from tests.outputs.records import samples

DOCS = ROOT / "docs"
PAGES = ("tutorial", "questions", "howto")
#: Pages whose commands need a server's set-up or a nation of portals: compared, not typed.
READ = ("operations", "scale")
TEXTS = [
    *(ROOT / name for name in ("README.md", "README.en.md", "CONTRIBUTING.md", "ARCHITECTURE.md")),
    *sorted(DOCS.glob("*.md")),
]
TEXTS = [path for path in TEXTS if path.name != "log-manual.md"]  # made of data, tested there
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What names another machine, or writes into a checkout (tests/commands/test_new.py does that).
_ELSEWHERE = ("https://", "govcrawl new ")


def blocks(path: Path, kind: str) -> list[str]:
    return [text for name, text in _BLOCK.findall(path.read_text("utf-8")) if name == kind]


def typed(path: Path) -> list[str]:
    """Every line of the page's shell blocks."""
    return [line for block in blocks(path, "sh") for line in block.splitlines() if line]


def named(path: Path) -> Iterator[str]:
    """Every command that a page names, in blocks and in the text."""
    text = path.read_text("utf-8")
    yield from typed(path)
    for code in re.findall(r"`((?:scrapy|govcrawl) [a-z]+[^`]*)`", text):
        yield code.replace("\\|", "|")


def commands(path: Path) -> list[list[str]]:
    """The commands that a page names and their options, without what stands for a name."""
    word = re.compile(r"[a-z]+|--?[A-Za-z-]+")
    return [[part for part in line.split() if word.fullmatch(part)] for line in named(path)]


def without_comments(path: Path) -> list[tuple[str, str]]:
    """All blocks of a page but for their comments, which are in its language."""
    found = _BLOCK.findall(path.read_text("utf-8"))
    return [(kind, re.sub(r" +# .*", "", text)) for kind, text in found]


def outline(path: Path) -> list[str]:
    """What a page is made of, a line each: headings by level, items, rows of tables, paragraphs."""
    lines = _BLOCK.sub("```", path.read_text("utf-8")).splitlines()
    return [
        "|" * line.count("|") or re.sub(r"^(#+ |- |\d+\. |).*", r"\1", line) or str(bool(line))
        for line in lines
    ]


@lru_cache(maxsize=64)
def options(name: str) -> set[str]:
    """The options of one of our commands."""
    command: Any = importlib.import_module(f"govcrawl.commands.{name}").Command()
    command.settings = Settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    return {option for action in parser._actions for option in action.option_strings}


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_type_the_same(page: str) -> None:
    for kind in ("sh", "text"):
        assert blocks(DOCS / f"{page}.md", kind) == blocks(DOCS / f"{page}.en.md", kind)


@pytest.mark.parametrize("page", READ)
def test_both_languages_of_what_is_read_say_the_same(page: str) -> None:
    chinese, english = DOCS / f"{page}.md", DOCS / f"{page}.en.md"
    assert outline(chinese) == outline(english)
    assert without_comments(chinese) == without_comments(english)
    assert commands(chinese) == commands(english)
    # Settings, and figures that are no day, month or number of few things.
    for what in (r"GOVCRAWL_\w+", r"\d[\d,.]+\d"):
        said = [set(re.findall(what, path.read_text("utf-8"))) for path in (chinese, english)]
        assert said[0] == said[1]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_commands_and_options_are_there(path: Path) -> None:
    for line in named(path):
        try:
            words = shlex.split(line.replace("…", ""), comments=True)
        except ValueError:
            words = line.split()
        if len(words) < 2 or not words[1].isalpha():
            continue
        assert (ROOT / "govcrawl" / "commands" / f"{words[1]}.py").is_file(), line
        for word in words[2:]:
            if word.startswith("-") and len(word) > 1:
                assert word.partition("=")[0] in options(words[1]), line


def test_every_question_is_understood_by_the_tables(tmp_path: Path) -> None:
    feed = samples(tmp_path / "feed.jsonl")
    export([feed], ["csv", "sqlite"], tmp_path / "tables")
    export([feed], ["csv"], tmp_path / "now")
    write_delta(tmp_path / "tables", tmp_path / "now")
    _load(sorted((tmp_path / "now" / FOLDER).glob("*.csv")), tmp_path / "since.sqlite")
    tables = sqlite3.connect(tmp_path / "tables" / "govcrawl.sqlite")
    since = sqlite3.connect(tmp_path / "since.sqlite")
    asked = 0
    for page in PAGES:
        for line in typed(DOCS / f"{page}.md"):
            words = shlex.split(line)
            if words[1] == "query":
                database = since if words[2].endswith("since") else tables
                database.execute(words[3]).fetchall()
                asked += 1
    assert asked >= 7


def test_contributing_names_what_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for name in re.findall(r"`((?:govcrawl|docs|samples|tests|benchmarks)/[\w./-]*)`", text):
        assert (ROOT / name).exists(), name
    for module in re.findall(r"python -m ((?:govcrawl|tests|benchmarks)[\w.]*)", text):
        assert importlib.util.find_spec(module), module
    for kind in ("metric", "portal", "record"):
        assert f"govcrawl new {kind}" in text


@pytest.mark.parametrize("module", ["tests.golden", "tests.fuzz", "benchmarks"])
def test_the_tools_of_contributing_know_their_options(module: str) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    said = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    place = text[text.index(f"python -m {module}") :].partition("\n\n")[0]
    for option in re.findall(r"`?(--[a-z-]+)", place):
        assert option in said, option


@pytest.mark.long
@pytest.mark.timeout(900)
def test_everything_that_is_typed_works(tmp_path: Path) -> None:
    """Tutorial, questions and how-tos, in this order, by somebody who has the docs alone."""
    program = tmp_path / "bin" / "govcrawl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m govcrawl "$@"\n', "utf-8")
    program.chmod(0o755)
    folder = tmp_path / "empty"
    folder.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith("GOVCRAWL_")}
    env |= {"PATH": f"{program.parent}:{env['PATH']}", "PYTHONPATH": str(ROOT)}
    answers: list[list[dict[str, str]]] = []
    for page in PAGES:
        for kind, block in _BLOCK.findall((DOCS / f"{page}.md").read_text("utf-8")):
            if kind == "python":
                _run([sys.executable, "-c", block], folder, env)
            for line in block.splitlines() if kind == "sh" else ():
                if any(mark in line for mark in _ELSEWHERE):
                    continue
                if "--since" in line:
                    _correct(folder / "data" / "demo" / "reports.jsonl")
                said = _run(["sh", "-c", line], folder, env)
                if page == "questions" and " query " in line:
                    answers.append(list(csv.DictReader(io.StringIO(said))))
    refused, cells, unread, unknown, changed = answers
    assert [row["refused"] for row in refused] == ["12"]
    assert sum(int(row["value_text"]) for row in cells) == 12
    assert all(row["anchor"] for row in cells)
    assert unread
    assert unknown
    assert "applications__received_new__total" in {row["column"] for row in changed}


def _run(command: list[str], folder: Path, env: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def _correct(feed: Path) -> None:
    """The portal has corrected a cell of one report meanwhile."""
    lines = feed.read_bytes().splitlines()
    record = msgspec.json.decode(lines[-1])
    record["tables"]["applications.received_new.total"] += 1
    feed.write_bytes(b"\n".join([*lines[:-1], msgspec.json.encode(record)]) + b"\n")
