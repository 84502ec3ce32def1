"""``scrapy codebook [KEY]``: what a key means; without one, all of them as Markdown."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl.commands.stopping import in_one_line
from govcrawl.messages import say


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[KEY]"

    def short_desc(self) -> str:
        return "键的含义 / What a key means: labels, unit, form, legal source"

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        from govcrawl.codebook import codebook
        from govcrawl.outputs.dictionary import markdown
        from govcrawl.outputs.indicators import definitions

        book = codebook()
        if not args:
            sys.stdout.write(markdown())
            return
        wanted = args[0]
        found = [e for key, e in book.items() if key == wanted or key.startswith(f"{wanted}.")]
        studied = [d for d in definitions() if wanted in (d.id, f"indicator:{d.id}")]
        if not found and not studied:
            near = sorted(book, key=lambda key: _distance(key, wanted))[:3]
            text = say("no_such_key", key=wanted, near=", ".join(near))
            raise UsageError(str(text), print_help=False)
        for e in found:
            sys.stdout.write(
                f"{e.key}\n  {e.zh}\n  {e.en}\n  unit: {e.unit or '-'}\n  {e.definition}\n"
                f"  {e.definition_en}\n  {e.source}\n"
                + (f"  e.g. {e.example}\n" if e.example else "")
            )
        for d in studied:
            sys.stdout.write(
                f"indicator:{d.id}\n  {d.zh}\n  {d.en}\n  {d.definition}\n"
                f"  {d.definition_en}\n  {d.source}\n"
            )


def _distance(key: str, wanted: str) -> tuple[int, str]:
    """Fewer parts in common is farther."""
    parts = set(wanted.replace("_", ".").split("."))
    return -len(parts & set(key.replace("_", ".").split("."))), key
