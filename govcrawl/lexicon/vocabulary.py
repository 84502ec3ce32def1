"""The vocabulary of narrative figures (``metrics/*.toml``): words, classifiers, metrics.

A word has one meaning: a *kind* (what it does in a clause) and a *concept*; ``{a|b|}c`` writes the
words ac, bc and c. A metric lists the
sets of concepts that name it (``reads``), and what may be beside them (``allow``). Everything
is validated when loaded: a word with two meanings, a metric that reads an unknown concept or has
no examples is a ``LexiconError`` that names the file and the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Literal, TypeVar

import msgspec

from govcrawl.lexicon.loading import LexiconError
from govcrawl.text.made import toml

T = TypeVar("T")

FOLDER = "metrics"

#: What a word does in a clause: ``fill`` and ``join`` explain nothing about what is counted;
#: ``flag`` changes what a number is (growth, share, plan …); ``own``, ``region``, ``body`` say
#: whose it is, ``suffix`` ends a body's name; ``head`` is what is counted, ``outcome`` and
#: ``rate`` too; ``act``, ``mark`` and ``medium`` narrow it; ``other`` is counted by no metric.
Kind = Literal[
    "fill", "join", "flag", "deny", "own", "region", "body", "suffix",
    "head", "outcome", "rate", "act", "mark", "medium", "other",
]  # fmt: skip

Media = Literal["one", "social", "website", "none_or_many"]


class _Metric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    zh: str
    en: str
    unit: str
    definition: str
    counts: str
    reads: list[str]
    examples: list[str]
    counterexamples: list[str]
    within_reads: list[str] = []
    within: str = ""
    allow: str = ""
    group: str = ""
    zero: list[str] = []
    media: Media | None = None
    bare: bool = False
    single: bool = False


class _Matter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    matter: str
    zh: str
    en: str
    words: dict[str, dict[str, str]]
    topic: str = ""
    metric: list[_Metric] = []


class _Units(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    classes: dict[str, str]


class Word(msgspec.Struct, frozen=True):
    """The one meaning of a word, and the topic it puts a passage under."""

    kind: str
    concept: str
    topic: str = ""


class Metric(msgspec.Struct, frozen=True):
    """A metric of the codebook. ``unit`` is the unit its figures are usually printed with;
    ``counts`` the class of classifiers; an example is ``text = value``, a counterexample a text
    that must not yield the metric. ``bare``: also told without a unit; ``single``: told once a report,
    so that two values contradict each other."""

    id: str
    matter: str
    zh: str
    en: str
    unit: str
    definition: str
    counts: str
    media: Media | None
    bare: bool
    single: bool
    group: frozenset[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


class Read(msgspec.Struct, frozen=True):
    """One set of concepts that names a metric: all of ``needs``, beside them any of ``allow``.
    ``within`` is a topic that has to be in force. ``zero``: where it is
    denied, else where a number is told."""

    metric: Metric
    needs: frozenset[str]
    allow: frozenset[str]
    within: str
    zero: bool


_KINDS = frozenset(Kind.__args__)  # type: ignore[attr-defined]
#: The media that a figure can be about, in the names that metric keys use.
MEDIA = ("website", "wechat", "weibo", "new_media", "gazette", "newspaper", "app", "other")
_MEDIUM_KEY = {"other_medium": "other", "other_way": "other", "column": "website.disclosure_column"}


def _sets(spec: str) -> Iterator[frozenset[str]]:
    """``a|b c`` as {a, c} and {b, c}."""
    sets: list[frozenset[str]] = [frozenset()]
    for term in spec.split():
        sets = [s | {choice} for s in sets for choice in term.split("|")]
    yield from sets


def spelled(entry: str) -> Iterator[str]:
    """The words of an entry: separated by blanks, ``{a|b|}c`` for ac, bc and c."""
    for term in entry.split():
        if "{" not in term:
            yield term
            continue
        words = [""]
        for part in _CHOICE.split(term):
            choices = part[1:-1].split("|") if part.startswith("{") else (part,)
            words = [word + choice for word in words for choice in choices]
        yield from words


_ANSWER = re.compile(r"([答回])复")
_CHOICE = re.compile(r"(\{[^{}]*\})")


def _meanings(data: _Matter, kind: str, concept: str) -> tuple[Word, Word]:
    """What a concept's words mean, without and with 申请 in them: they differ in the topic that
    they put a passage under."""
    matter = data.matter
    if concept in data.topic.split():
        always = Word(kind, concept, matter if matter == "applications" else concept)
        return always, always
    plain = Word(kind, concept)
    asked = matter == "applications" and kind not in ("head", "act")
    return plain, Word(kind, concept, matter) if asked else plain


class Vocabulary:
    """What the files say; the module's names give each part of the packaged ones."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.words: dict[str, Word] = {}
        self.categories: dict[str, str] = {}
        self.metrics: dict[str, Metric] = {}
        self.labels: dict[str, tuple[str, str]] = {}
        self.reads: dict[str, list[Read]] = {}
        self.kinds: dict[str, str] = {}
        units = _decode("units.toml", files["units.toml"], _Units)
        self.units = {name: frozenset(words.split()) for name, words in units.classes.items()}
        concepts: dict[str, str] = {}
        pending: list[tuple[str, _Metric, str]] = []
        for name in sorted(files):
            if name == "units.toml":
                continue
            data = _decode(name, files[name], _Matter)
            self._add_words(name, data, concepts)
            pending += [(name, metric, data.matter) for metric in data.metric]
        self.kinds = concepts
        for name, metric, matter in pending:
            self._add_metric(name, metric, matter, concepts)

    def _add_words(self, name: str, data: _Matter, concepts: dict[str, str]) -> None:
        for kind, entries in data.words.items():
            if kind == "category":
                for concept, words in entries.items():
                    for word in spelled(words):
                        self.categories.setdefault(word, concept)
                continue
            if kind not in _KINDS:
                raise LexiconError(f"{FOLDER}/{name}: words.{kind}: no such kind")
            for concept, words in entries.items():
                concepts.setdefault(concept, kind)
                plain, asked = _meanings(data, kind, concept)
                for word in spelled(words):
                    known = self.words.get(word)
                    if (
                        known is not None
                        and (known.kind, known.concept) != (kind, concept)
                        and kind != "fill"
                    ):
                        raise LexiconError(
                            f"{FOLDER}/{name}: words.{kind}.{concept}: {word} is also"
                            f" {known.kind}.{known.concept}"
                        )
                    meant = asked if "申请" in word else plain
                    self.words[word] = meant
                    if "答复" in word or "回复" in word:
                        # as traditional texts write it
                        self.words[_ANSWER.sub("\\1覆", word)] = meant

    def _add_metric(self, name: str, data: _Metric, matter: str, concepts: dict[str, str]) -> None:
        where = f"{FOLDER}/{name}: metric {data.id}"
        if data.counts not in self.units:
            raise LexiconError(f"{where}: no class of classifiers {data.counts!r}")
        if not data.examples or not data.counterexamples:
            raise LexiconError(f"{where}: no examples")
        metric = Metric(
            data.id, matter, data.zh, data.en, data.unit, data.definition, data.counts,
            data.media, data.bare, data.single, frozenset(data.group.split()),
            tuple(data.examples), tuple(data.counterexamples),
        )  # fmt: skip
        self.metrics[data.id] = metric
        allow = frozenset(data.allow.split()) | metric.group
        for concept in sorted(allow):
            if concept not in concepts:
                raise LexiconError(f"{where}: no concept {concept!r}")
        specs = [(needs, "", False) for spec in data.reads for needs in _sets(spec)]
        specs += [
            (needs, topic, False)
            for spec in data.within_reads
            for needs in _sets(spec)
            for topic in (data.within.split() or [""])
        ]
        specs += [(needs, "", True) for spec in data.zero for needs in _sets(spec)]
        for needs, topic, zero in specs:
            for concept in needs:
                if concept not in concepts and concept != "medium":
                    raise LexiconError(f"{where}: no concept {concept!r}")
            read = Read(metric, needs, allow, topic, zero)
            # found by each of its concepts that no other is needed to find it by
            self.reads.setdefault(min(needs, key=_pivot(concepts)), []).append(read)


def _pivot(concepts: dict[str, str]):  # type: ignore[no-untyped-def]
    order = ("rate", "outcome", "head", "mark", "medium", "act")

    def key(concept: str) -> tuple[int, str]:
        kind = concepts.get(concept, "medium")
        return (order.index(kind) if kind in order else len(order), concept)

    return key


def _decode(name: str, data: bytes, model: type[T]) -> T:
    try:
        return toml(f"{FOLDER}-{name}", data.decode(), model)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{FOLDER}/{name}: {error}") from error


def load(files: Mapping[str, bytes]) -> Vocabulary:
    """The vocabulary of TOML files, by name; LexiconError where one is not valid."""
    return Vocabulary(files)


def _packaged() -> dict[str, bytes]:
    folder = resources.files("govcrawl.lexicon").joinpath(FOLDER)
    return {e.name: e.read_bytes() for e in folder.iterdir() if e.name.endswith(".toml")}


_DATA = load(_packaged())
WORDS = _DATA.words
CATEGORIES = _DATA.categories
METRICS = _DATA.metrics
READS = _DATA.reads
#: The kind of every concept.
KINDS = _DATA.kinds
UNITS = _DATA.units
CLASSIFIERS: tuple[str, ...] = tuple(
    sorted({word for words in UNITS.values() for word in words}, key=lambda w: (-len(w), w))
)


def medium_of(concept: str) -> str:
    """The name of a medium in metric keys."""
    return _MEDIUM_KEY.get(concept, concept)
