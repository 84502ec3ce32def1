"""``scrapy codebook [KEY]``: what a key means; without one, all of them as Markdown."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl.codebook import codebook
from govcrawl.messages import say


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[KEY]"

    def short_desc(self) -> str:
        return "键的含义 / What a key means: labels, unit, form, legal source"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        book = codebook()
        if not args:
            rows = [
                f"| `{e.key}` | {e.zh} | {e.en} | {e.unit or ''} | {', '.join(e.eras)} |"
                for e in book.values()
            ]
            head = ["| key | 中文 | English | unit | forms |", "|---|---|---|---|---|"]
            sys.stdout.write("\n".join([*head, *rows]) + "\n")
            return
        wanted = args[0]
        found = [e for key, e in book.items() if key == wanted or key.startswith(f"{wanted}.")]
        if not found:
            near = sorted(book, key=lambda key: _distance(key, wanted))[:3]
            text = say("no_such_key", key=wanted, near=", ".join(near))
            raise UsageError(str(text), print_help=False)
        for e in found:
            sys.stdout.write(
                f"{e.key}\n  {e.zh}\n  {e.en}\n  unit: {e.unit or '-'}\n  {e.definition}\n"
                f"  {e.definition_en}\n  {e.source}\n"
            )


def _distance(key: str, wanted: str) -> tuple[int, str]:
    """Fewer parts in common is farther."""
    parts = set(wanted.replace("_", ".").split("."))
    return -len(parts & set(key.replace("_", ".").split("."))), key
