"""``scrapy metrics [try SENTENCE] [--year YEAR]``: the metrics of the narrative, and how a sentence
is read: which words explained which part, which did not, and the fate of every quantity."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from govcrawl.commands.stopping import in_one_line

_FILLING = ("fill", "join", "stop")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[try SENTENCE]"

    def short_desc(self) -> str:
        return "叙述指标;试读一句 / The metrics of the narrative; how a sentence is read"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--year", type=int, help="报告年度 / the report's year")

    @in_one_line
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            sys.stdout.write(_book())
        elif args[0] == "try" and len(args) == 2:
            sys.stdout.write(_try(args[1], opts.year))
        else:
            raise UsageError


def _book() -> str:
    from govcrawl.lexicon.vocabulary import METRICS

    rows = [
        f"| `{m.id}` | {m.zh} | {m.en} | {m.unit} | {m.definition} | {m.examples[0]} |"
        for m in METRICS.values()
    ]
    head = ["| key | 中文 | English | unit | 定义 | 例 |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def _try(sentence: str, year: int | None) -> str:
    from govcrawl.reading.narrative.trace import trace

    words, result = trace(sentence, report_year=year)
    out = [
        f"{w.text}\t{w.kind}{'.' + w.concept if w.concept else ''}"
        for w in words
        if w.kind not in _FILLING
    ]
    out.append("")
    out += [
        f"= {s.metric} = {s.value} {s.unit or ''} ({s.modifier}, {s.scope}) ← {s.value_text}"
        for s in result.statistics
    ]
    out += [
        f"? {c.metric} = {c.value} {c.unit or ''} ← {c.value_text}: {c.reason}"
        for c in result.candidates
    ]
    out += [
        f"- {sentence[f.start : f.end]}: {f.fate} {f.reason}".rstrip()
        for f in result.fates
        if f.fate not in ("statistic", "candidate")
    ]
    return "\n".join(out) + "\n"
