"""The vocabulary of narrative figures: every metric reads its own examples, and only those."""

from __future__ import annotations

import pytest

from govcrawl.lexicon import vocabulary
from govcrawl.lexicon.loading import LexiconError
from govcrawl.reading.narrative import read_statistics
from govcrawl.reading.page.sections import read_sections
from govcrawl.report import OWN_SCOPES


def read(text: str) -> dict[str, float | None]:
    """The year's own figures of a text."""
    sections = read_sections(text)[0] if "\n" in text else []
    found = read_statistics(text, sections, report_year=2020).statistics
    return {s.metric: s.value for s in found if s.scope in OWN_SCOPES}


_UNITS = {"units.toml": '[classes]\ncase = "件"\n'.encode()}


def _key(metric: str) -> str:
    """An example of a metric by channel is one of the web site."""
    return metric.replace("{medium}", "website")


EXAMPLES = [
    (metric.id, example) for metric in vocabulary.METRICS.values() for example in metric.examples
]
COUNTEREXAMPLES = [
    (metric.id, example)
    for metric in vocabulary.METRICS.values()
    for example in metric.counterexamples
]


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_examples_are_read(metric: str, example: str) -> None:
    text, _, value = example.rpartition(" = ")
    assert read(text).get(_key(metric)) == float(value)


@pytest.mark.parametrize(("metric", "example"), COUNTEREXAMPLES)
def test_counterexamples_are_not(metric: str, example: str) -> None:
    assert _key(metric) not in read(example)


def test_every_metric_is_labelled_and_defined() -> None:
    for metric in vocabulary.METRICS.values():
        assert metric.zh
        assert metric.en
        assert metric.unit
        assert metric.definition


def test_a_word_has_one_meaning() -> None:
    matter = 'matter = "m"\nzh = "z"\nen = "e"\n[words.head]\na = "甲词"\nb = "{}"\n'
    assert vocabulary.load(_UNITS | {"one.toml": matter.format("乙词").encode()}).words["乙词"]
    with pytest.raises(LexiconError, match="甲词"):
        vocabulary.load(_UNITS | {"one.toml": matter.format("甲词").encode()})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('reads = ["c"]', "no concept 'c'"),
        ('allow = "nowhere"', "no concept 'nowhere'"),
        ('counts = "no"', "no class of classifiers"),
        ("examples = []", "no examples"),
        ('group = "c"', "no concept 'c'"),
    ],
)
def test_a_metric_that_says_nothing_is_refused(change: str, said: str) -> None:
    entry = {
        "reads": 'reads = ["a"]', "allow": 'allow = ""', "counts": 'counts = "case"',
        "examples": 'examples = ["甲词1件。 = 1"]', "group": 'group = ""',
    }  # fmt: skip
    entry[change.split(" ")[0]] = change
    text = (
        'matter = "m"\nzh = "z"\nen = "e"\n[words.head]\na = "甲词"\n[[metric]]\nid = "m.a"\nzh = "甲"\n'
        'en = "A"\nunit = "件"\ndefinition = "d"\ncounterexamples = ["x"]\n'
        + "\n".join(entry.values())
    )
    with pytest.raises(LexiconError, match=said):
        vocabulary.load(_UNITS | {"one.toml": text.encode()})
