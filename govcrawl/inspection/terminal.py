"""What ``scrapy inspect`` prints on a terminal: ``--figures``, the figures of a file with their
sentences; ``--why``, the fate of a text and the rule that decided it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.text import Text

from govcrawl.inspection.facts import Facts, label_of
from govcrawl.messages import say
from govcrawl.reading.model import Traced
from govcrawl.text import fold, squash
from govcrawl.text.characters import raised_digits

_STYLES = {
    "confirmed": "bold blue",
    "cell": "blue",
    "candidate": "bold yellow",
    "refused": "bold red",
    "unknown": "red",
    "field": "green",
    "blank": "dim",
}
_SPACE = re.compile(r"\s+")
_AROUND = 40  # characters shown on each side of a text that was asked for


def figure_lines(facts: Facts) -> Iterator[Text]:
    """A line a figure: state, key, label, value, and the sentence with the value marked."""
    for figure in facts.data["figures"]:
        grade = figure["g"]
        line = Text()
        line.append(f"{grade:<10}", _STYLES.get(grade, ""))
        line.append(f"{figure['k']}  ", "bold")
        line.append(f"{label_of(figure['k'])[0]}  ", "dim")
        shown = figure.get("t", "—") if grade == "field" else figure.get("v", "—")
        line.append(f"= {shown} {figure.get('u', '')}".rstrip())
        if reason := figure.get("w"):
            line.append(f"  ({reason})", "yellow")
        if sentence := figure.get("e"):
            printed = figure.get("t") or ""
            at = sentence.find(printed) if printed else -1
            line.append("\n    ")
            if at < 0:
                line.append(sentence)
            else:
                line.append(sentence[:at])
                line.append(printed, "reverse")
                line.append(sentence[at + len(printed) :])
        yield line


def claims(facts: Facts, wanted: str) -> Iterator[Text]:
    """The figures that were read from a text, each with its own place; of a number that is in
    the file and that none was read from, a line that says so."""
    needle = squash(wanted)
    number = needle.replace(",", "").replace(".", "")
    found = False
    for figure in facts.data["figures"]:
        printed = squash(figure.get("t") or "")
        if not needle or printed != needle:
            continue
        found = True
        line = Text()
        line.append(f"{figure['g']}", _STYLES.get(figure["g"], "bold"))
        line.append(f"  {figure['k']}", "bold")
        line.append(f"  {label_of(figure['k'])[0]}", "dim")
        if reason := figure.get("w"):
            line.append(f"  {reason}", "yellow")
        line.append(f"  {figure.get('a') or '—'}", "dim")
        yield line
    if not found and number.isdigit():
        said = say("inspect_unclaimed", text=wanted.strip())
        yield Text(str(said), "yellow")


def why(trace: Sequence[Traced], wanted: str) -> Iterator[Text]:
    """For every block that a text is in (white space and character forms apart; it may run
    over several): where the block went, by which rule, its place, and the text around it as it
    is printed."""
    needle = _matched(wanted)
    texts = [_matched(block.text) for block in trace]
    starts = [0, *accumulate(map(len, texts))]
    whole, told = "".join(texts), set[int]()
    first = whole.find(needle) if needle else -1
    while first >= 0:
        last = first + len(needle)
        number = bisect_right(starts, first) - 1
        while number < len(texts) and starts[number] < last:
            if texts[number] and number not in told:
                told.add(number)
                at = max(first - starts[number], 0)
                until = min(last - starts[number], len(texts[number]))
                yield _found(trace[number], at, until)
            number += 1
        first = whole.find(needle, first + 1)


def _matched(text: str) -> str:
    """A text as it is searched: a character for each of its fold's but white space. All digits
    are raised alike, for the mark of a note is typed in plain ones."""
    return raised_digits("".join(fold(text).text.split()))


def _found(block: Traced, first: int, last: int) -> Text:
    folded, text = fold(block.text), block.text
    ink = [at for at, char in enumerate(folded.text) if not char.isspace()]
    first, last = folded.span(ink[first], ink[last - 1] + 1)
    line = Text()
    line.append(f"{block.fate}", _STYLES.get(block.fate, "bold"))
    line.append(f"  {block.rule or '—'}  ", "yellow")
    line.append(f"{block.anchor or '—'}\n    ", "dim")
    start, end = max(0, first - _AROUND), last + _AROUND
    line.append(("…" if start else "") + _SPACE.sub(" ", text[start:first]))
    line.append(_SPACE.sub(" ", text[first:last]), "reverse")
    line.append(_SPACE.sub(" ", text[last:end]) + ("…" if end < len(text) else ""))
    return line
