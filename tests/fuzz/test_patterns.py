"""No regular expression of the package takes more than its share of time.

Two proofs: ``regexploit`` looks for repeats within repeats by analysis (exponential), and every
pattern is given long texts built from its own pieces, as long as it can really meet. The second
finds what the first does not (words that are also sequences of other words).
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.fuzz.patterns import ROOT, Pattern, attacks

#: Characters of a text that nothing bounds: some paragraphs of a report without markup.
WHOLE = 24_000
#: Seconds for one text: a pattern that is linear takes some milliseconds.
BUDGET = 0.4
#: The longest text that patterns of a module meet, where the code sees to it.
LIMITS = {
    "reading/narrative/reading.py": 2000,  # a sentence: sentences.LONGEST
    "reading/narrative/refusing.py": 2000,
    "reading/narrative/resolving.py": 2000,
    "reading/narrative/wording.py": 2000,
    "reading/narrative/category_labels.py": 2000,
    "reading/narrative/periods.py": 2000,
    "reading/narrative/numbers.py": 2000,
    "reading/narrative/tokens.py": 2000,
    "reading/titles.py": 3000,  # titles._MAX_OPENING
    "lexicon/title_rules.py": 3000,
    "reading/agency/agency_names.py": 2000,  # titles and openings are cut
    "reading/tables/dumps.py": 2000,  # dumps._MAX_GAP
    "reading/tables/cells.py": 60,  # cells._MARK_REACH, cells._MAX_LENGTH
    "reading/formats/contents.py": 80,
    "reading/formats/pdf/pdf_lines.py": 160,  # the ends of two lines
    "reading/formats/sniff.py": 4096,  # sniff._HEAD
    "reading/documents/contact.py": 80,  # contact._ITEM_MAX
    "platforms/paging.py": 2000,  # addresses and the arguments of one call
    "platforms/answers.py": 200,
}
#: Modules that see the text as it came; all others see it with its white space collapsed.
RAW = ("reading/formats/decode.py", "text/", "reading/formats/html/html.py", "reading/formats/text.py",
       "reading/formats/embedded.py", "reading/formats/sniff.py", "reading/formats/pdf_")  # fmt: skip


class Late(BaseException):
    """Raised by the timer out of a search."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Ends a search that takes longer (``sre`` looks for signals)."""

    def end(*_: object) -> None:
        raise Late

    before = signal.signal(signal.SIGPROF, end)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        yield
        signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds_of(pattern: Pattern, text: str) -> float:
    """Processor seconds for all matches of a text, or for the one at its beginning."""
    compiled = pattern.compiled()
    subject = text.encode("latin-1", "replace") if pattern.binary else text
    start = time.process_time()
    try:
        with at_most(BUDGET * 3):
            if pattern.anchored:
                compiled.match(subject)
            else:
                for n, _ in enumerate(compiled.finditer(subject)):
                    if n > 5000:
                        break
    except Late:
        pass
    return time.process_time() - start


@pytest.fixture(scope="module")
def patterns() -> list[Pattern]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.patterns"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Pattern(*row) for row in json.loads(done.stdout)]


def slow(pattern: Pattern) -> str | None:
    """The first text that takes longer than the budget, shown by its beginning."""
    module = pattern.place.partition(":")[0]
    size = LIMITS.get(module, WHOLE)
    # a quick look first: what is linear at a sixteenth is not built in full
    for text in attacks(pattern, size, collapsed=not module.startswith(RAW)):
        short = text[: len(text) // 16] + text[-1:]
        if seconds_of(pattern, short) * 16 * 4 < BUDGET:
            continue
        # the best of three: what others on the machine do is no fault of a pattern
        taken = seconds_of(pattern, text)
        for _ in range(2):
            if taken > BUDGET:
                taken = min(taken, seconds_of(pattern, text))
        if taken > BUDGET:
            return f"{pattern.place} {pattern.pattern[:80]!r}: {taken:.2f} s for {text[:12]!r}…"
    return None


def test_all_patterns_are_found(patterns: list[Pattern]) -> None:
    places = {p.place.partition(":")[0] for p in patterns}
    assert len(patterns) > 600
    assert {"reading/formats/decode.py", "platforms/paging.py"} <= places
    assert any(p.anchored for p in patterns)


@pytest.mark.timeout(600)
def test_no_pattern_is_slow(patterns: list[Pattern]) -> None:
    assert [said for said in map(slow, patterns) if said] == []


@pytest.mark.parametrize(
    "bad", [r"(?:a+)+b", r"\d+x", r"(?:一|一、)*二", r"a*a*a*b", r".*?件.*?条$"]
)
def test_bad_patterns_are_seen(bad: str) -> None:
    assert slow(Pattern(bad, 0, False, "x.py:1", anchored=False))


def test_no_pattern_is_ambiguous(patterns: list[Pattern]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        sre = pytest.importorskip("regexploit.ast.sre")
        redos = pytest.importorskip("regexploit.redos")

    def exponential(pattern: str, flags: int) -> bool:
        # lower marks are powers of the length, which the long texts above judge
        parsed = sre.SreOpParser().parse_sre(pattern, flags)
        return any(found.starriness > 10 for found in redos.find(parsed))

    assert exponential(r"(?:a+)+b", 0)
    said = [p for p in patterns if not p.binary and exponential(p.pattern, p.flags)]
    assert said == []
