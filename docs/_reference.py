"""The pages under ``reference/``, made of code and data when the site is built (a hook of MkDocs)."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from scrapy.settings import Settings

import govcrawl
from govcrawl import commands, report
from govcrawl.outputs.dictionary import markdown
from govcrawl.outputs.tables import tables

_PYTHON = (
    ("govcrawl.parse", govcrawl.parse),
    ("govcrawl.read_feed", govcrawl.read_feed),
    ("govcrawl.MissingLibraryError", govcrawl.MissingLibraryError),
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    pages: dict[str, Callable[[], Iterator[str]]] = {
        "commands": command_lines,
        "tables": table_lines,
        "codebook": lambda: iter([markdown()]),
        "record": record_lines,
        "python": python_lines,
    }
    for name, lines in pages.items():
        text = "\n".join(lines()) + "\n"
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    return files


def command_lines() -> Iterator[str]:
    yield "# 命令 Commands\n"
    yield "每条命令都可以用 `scrapy` 或 `govcrawl`。`scrapy` and `govcrawl` are the same here.\n"
    for module in sorted(m.name for m in pkgutil.iter_modules(commands.__path__)):
        found = importlib.import_module(f"govcrawl.commands.{module}")
        command_class = getattr(found, "Command", None)
        if command_class is None or command_class.__module__ != found.__name__:
            continue
        command = command_class()
        own = argparse.ArgumentParser(add_help=False)
        command.settings = Settings()
        command.add_options(own)
        yield f"## {module}\n\n{inspect.cleandoc(found.__doc__ or '')}\n"
        options = [a for a in own._actions if a.option_strings and a.help and not _scrapys(a)]
        if options:
            yield "| option | does |\n|---|---|"
            for action in options:
                names = ", ".join(f"`{name}`" for name in action.option_strings)
                yield f"| {names} | {_cell(action.help)} |"
            yield ""


def _scrapys(action: argparse.Action) -> bool:
    """Whether every Scrapy command has it."""
    return action.option_strings[-1] in {
        "--logfile", "--loglevel", "--nolog", "--profile", "--pidfile", "--set", "--pdb",
    }  # fmt: skip


def table_lines() -> Iterator[str]:
    yield "# 表格 Tables\n"
    yield "`scrapy export` 写出的表和列。What `scrapy export` writes.\n"
    for table in tables():
        yield f"## {table.name}\n\n{table.zh} · {table.en}\n\n主键 key: {', '.join(table.key)}\n"
        if table.name == "tables_wide":
            yield "`record` 加[代码本](codebook.md)中每个表格键一列 and a column for every cell.\n"
            continue
        yield "| column | type | 中文 | English |\n|---|---|---|---|"
        for column in table.columns:
            yield f"| `{column.name}` | {column.type} | {_cell(column.zh)} | {_cell(column.en)} |"
        yield ""


def record_lines() -> Iterator[str]:
    yield "# 记录 The record\n"
    yield f"格式 schema {report.SCHEMA_VERSION}：`govcrawl/schema/report.schema.json`\n"
    for name, item in vars(report).items():
        if dataclasses.is_dataclass(item) and isinstance(item, type):
            yield f"## {name}\n\n{inspect.cleandoc(item.__doc__ or '')}\n"
            yield "| field | type |\n|---|---|"
            for field in dataclasses.fields(item):
                yield f"| `{field.name}` | `{_cell(str(field.type))}` |"
            yield ""


def python_lines() -> Iterator[str]:
    yield "# Python\n"
    for name, item in _PYTHON:
        yield from _described(name, item)
    for name, item in sorted(vars(report.Report).items()):
        if callable(getattr(item, "__func__", item)) and not name.startswith("_"):
            yield from _described(f"Report.{name}", getattr(item, "__func__", item))


def _described(name: str, item: Any) -> Iterator[str]:
    signature = "" if inspect.isclass(item) else str(inspect.signature(item))
    yield f"## {name}\n\n```text\n{name}{signature}\n```\n\n{inspect.cleandoc(item.__doc__ or '')}\n"


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")
