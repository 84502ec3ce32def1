"""What a clause counts: its concepts against the metrics of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from govcrawl.lexicon import vocabulary
from govcrawl.lexicon.vocabulary import Media, Read
from govcrawl.reading.narrative.tokens import Token

_LONG_NAME = 9  # characters in quotation marks from which they are a title
_KEYS = vocabulary.MEDIA
_SOCIAL = frozenset({"wechat", "weibo", "new_media", "app"})
#: Concepts that narrow nothing: they may be in any clause.
_FREE = frozenset(
    {"public_word", "item", "demand", "cause", "level_of_body", "unit_word", "etc_reason"}
)


class Meaning(msgspec.Struct, gc=False):
    """What the words of a clause say. ``unknown`` are the words that no entry explains,
    ``leftover`` the concepts that the metric does not allow for."""

    concepts: list[str] = []
    media: list[str] = []
    flags: set[str] = set()
    unknown: list[Token] = []
    others: list[Token] = []
    bodies: list[tuple[int, int]] = []
    owners: set[str] = set()
    platform: bool = False
    many: bool = False
    tail_unknown: bool = False


class Found(msgspec.Struct, gc=False):
    """A metric a clause names, how well (concepts used), and the concepts left over."""

    metric: str
    read: Read
    leftover: frozenset[str]


def _ends_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether the ending of an office's name is right after a word, or one word further."""
    for i in range(at + 1, min(at + 3, len(tokens))):
        if tokens[i].start != tokens[i - 1].end:
            return False
        if tokens[i].concept == "office":
            return True
        if tokens[i].kind not in ("unknown", "other"):
            return False
    return False


#: Kinds of words that names of bodies hold too.
_IN_NAMES = frozenset({"act", "fill", "head", "mark", "other"})


def names_in(tokens: Sequence[Token], kinds: Sequence[str], concepts: Sequence[str]) -> set[int]:
    """Indices of tokens that are names of bodies, places or accounts: what comes before the
    ending of a name at a clause's beginning, or between 在/通过 and a medium. ``kinds`` and
    ``concepts`` are those of the tokens."""
    names = _quoted(tokens) if "quote" in concepts else set()
    medium = "medium" in kinds
    via, of_others = "via" in concepts, "with" in concepts or "by" in concepts
    if not (medium or via or of_others or "suffix" in kinds or "body" in kinds):
        return names
    names.update(_leading_body(tokens))
    if via:
        for i, token in enumerate(tokens):
            if token.concept == "via" and token.kind == "fill":
                names.update(_named_way(tokens, i))
    if of_others:
        for i, token in enumerate(tokens):
            if token.concept in ("with", "by") and token.kind == "fill":
                names.update(range(i + 1, _end_of_body(tokens, i) + 1))
    if medium:
        for i, kind in enumerate(kinds):
            if kind == "medium":
                names.update(_names_of_medium(tokens, i, names))
    return names


_LEADING = frozenset({"period", "join", "fill", "flag", "own", "region"})
_WITHIN_BODY = frozenset({"unknown", "body", "own", "other", "fill", "join", "digits"})


def _leading_body(tokens: Sequence[Token]) -> range:
    """A body at the beginning: 仲山镇政府, 市财政局."""
    begin = 0
    while begin < len(tokens) and tokens[begin].kind in _LEADING:
        begin += 1
    last = -1
    for i in range(begin, min(len(tokens), begin + 40)):
        token = tokens[i]
        kind, concept = token.kind, token.concept
        if kind == "suffix" or (kind == "body" and i > begin):
            last = i
        elif concept == "public_word" and token.end - token.start == 1:
            continue  # 县[人]社局
        elif kind in _IN_NAMES and _ends_name(tokens, i):
            continue  # 县住房和城乡[建设]局, 县工业和[信息]化局
        elif kind == "head" or kind == "mark":
            ahead = tokens[i + 1] if i + 1 < len(tokens) else None
            if ahead is None or ahead.kind not in ("suffix", "own"):
                break
        elif kind not in _WITHIN_BODY or (
            kind == "fill" and token.end - token.start > 1 and concept != "with"
        ):
            break
    if last < 0:
        return range(0)
    while (
        begin
        and tokens[begin - 1].kind == "fill"
        and tokens[begin - 1].end - tokens[begin - 1].start > 2
        and tokens[begin].concept == "office"
        and tokens[begin - 1].end == tokens[begin].start
    ):
        begin -= 1  # [县财政]局
    return range(begin, last + 1)


_OF_WAY = frozenset({"unknown", "suffix", "body", "other", "title", "act", "digits"})
_ENDS_WAY = frozenset({"act", "outcome", "rate", "number", "stop", "deny"})
_MORE_OF_NAME = frozenset({"other", "unknown", "suffix"})


def _named_way(tokens: Sequence[Token], via: int) -> set[int]:
    """What is between the 通过 at ``via`` and the medium, and names it."""
    names: set[int] = set()
    end = via
    for j in range(via + 1, len(tokens)):
        token = tokens[j]
        if token.kind == "medium" or (token.kind == "fill" and text_form(tokens, j)):
            end = j
        elif token.concept in ("hold", "set_up") and j > via + 1:
            # at a place
            end = max(end, j - 1)
            names.update(k for k in range(via + 1, j) if tokens[k].kind == "medium")
            break
        elif token.concept == "during":
            # in the course of something
            end = j
        elif token.kind in _ENDS_WAY and not (
            token.concept == "publish"
            and j + 1 < len(tokens)
            and tokens[j + 1].kind in ("fill", "medium")
            and tokens[j - 1].kind == "unknown"
        ):
            break
    if end > via:
        while (
            end + 2 < len(tokens)
            and tokens[end + 1].kind == "join"
            and tokens[end + 2].kind in _MORE_OF_NAME
        ):
            end += 2
        while end + 1 < len(tokens) and tokens[end + 1].kind in _MORE_OF_NAME:
            end += 1
    names.update(k for k in range(via + 1, end + 1) if tokens[k].kind in _OF_WAY)
    return names


def _end_of_body(tokens: Sequence[Token], at: int) -> int:
    """Where a body ends after the 由, 会同 or 向 at ``at``."""
    end = at
    for j in range(at + 1, min(len(tokens), at + 10)):
        token = tokens[j]
        kind = token.kind
        if kind == "suffix":
            end = j
        elif kind not in ("unknown", "other", "join", "own", "body") and (
            kind != "fill" or token.end - token.start > 1
        ):
            break
    return end


_OF_ACCOUNT = frozenset({"unknown", "suffix", "body", "own", "title"})
_IN_ACCOUNT = frozenset({"fill", "join", "head", "region", "medium", "other", "digits"})
_NAMES_ACCOUNT = frozenset({"unknown", "title", "suffix", "body", "digits", "other"})
_MARKS = frozenset({"mark", "quote"})


def _names_of_medium(tokens: Sequence[Token], medium: int, known: set[int]) -> set[int]:
    """The name of a medium: 通过“平安X城”微信公众号, 新浪微博. ``known``: names found before."""
    names: set[int] = set()
    if medium + 1 < len(tokens) and tokens[medium + 1].concept == "quote":
        # 微博“某镇发布”发布…: its name comes after it
        closed = next(
            (
                k
                for k in range(medium + 2, min(medium + 9, len(tokens)))
                if tokens[k].concept == "quote"
            ),
            medium + 1,
        )
        names.update(range(medium + 2, closed))
    j = medium - 1
    while j >= 0:
        kind = tokens[j].kind
        if not (
            kind in _OF_ACCOUNT
            or (
                tokens[j].concept == "publish"
                and j
                and all(t.concept in _MARKS for t in tokens[j + 1 : medium])
                and tokens[j - 1].kind in ("unknown", "suffix")
            )
            or (kind in _IN_ACCOUNT and _inside(tokens, j))
        ):
            break
        if kind in _NAMES_ACCOUNT or (
            kind in ("head", "act")
            and all(
                k in names or k in known or tokens[k].concept in _MARKS
                for k in range(j + 1, medium)
            )
        ):
            names.add(j)
        j -= 1
    return names


def text_form(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token ends a list of forms or ways: 图片等形式."""
    return (
        tokens[at].concept == "form"
        and at > 0
        and tokens[at - 1].concept in ("etc", "particle", "form")
    )


def _quoted(tokens: Sequence[Token]) -> set[int]:
    """What is in quotation marks and is longer than a name of what is counted."""
    out: set[int] = set()
    first = -1
    for i, token in enumerate(tokens):
        if token.concept != "quote" or token.kind != "fill":
            continue
        if first >= 0:
            inside = range(first + 1, i)
            counted = any(tokens[k].kind in ("outcome", "rate") for k in inside)
            if inside and not counted and tokens[i].start - tokens[first].end >= _LONG_NAME:
                out.update(inside)
                first = -1
                continue
        first = i
    return out


def _inside(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token can be inside the name of a medium."""
    token = tokens[at]
    return token.concept in ("mark", "quote", "info", "subject", "other_matter", "digits", "and") or token.kind in (
        "medium", "digits",
    ) or (token.kind == "fill" and token.end - token.start == 1)  # fmt: skip


def _contents(tokens: Sequence[Token]) -> range:
    """The tokens that only list what the information is about: 公开[机构、人事、财政]等信息."""
    for i, token in enumerate(tokens):
        if token.concept == "other_way" and i and tokens[i - 1].concept == "etc":
            return range(0, i)
        if token.concept == "of_items":
            end = i
        elif (
            token.concept == "etc"
            and any(t.concept == "info" for t in tokens[i + 1 : i + 4])
            and i
            and tokens[i - 1].kind in ("unknown", "other", "head", "mark")
        ):
            # 等 before 信息
            end = (
                i
                if tokens[i + 1].concept
                in ("info", "each_said", "particle", "manner", "level_of_body")
                else -1
            )
            if end < 0:
                continue
        elif (
            token.concept == "etc"
            and i
            and all(t.kind in ("fill", "number") for t in tokens[i + 1 :])
            and any(t.concept in ("disclose", "proactive") for t in tokens[:i])
            and any(t.kind in ("unknown", "other") for t in tokens[:i])
        ):
            # 主动公开[甲、乙、丙]等共140条
            end = i
        else:
            continue
        verbs = [
            k
            for k in range(end)
            if tokens[k].concept in ("disclose", "publish", "proactive", "carry")
        ]
        if verbs:
            return range(verbs[0] + 1, end)
        first = end
        while first > 0 and tokens[first - 1].kind not in (
            "act",
            "medium",
            "period",
            "number",
            "stop",
            "rate",
        ):
            first -= 1
        return range(first, end)
    return range(0)


def _owns_medium(tokens: Sequence[Token], at: int) -> bool:
    """Whether a body is only named as the owner of a medium: 市政府网站."""
    while at < len(tokens) and tokens[at].kind in ("suffix", "body", "unknown", "own", "other"):
        at += 1
    while at < len(tokens) and tokens[at].concept in (
        "mark",
        "quote",
        "particle",
        "and",
        "info",
        "subject",
        "digits",
    ):
        at += 1
    return at < len(tokens) and tokens[at].kind == "medium"


_NOTHING = range(0)
#: Words after which a list of contents ends.
_LISTING = frozenset({"other_way", "of_items", "etc"})
_PLACES_OF_DISCLOSURE = frozenset({"press", "reading_point", "interview", "mobile_newspaper"})


def _as_medium(tokens: Sequence[Token], at: int) -> bool:
    """通过新闻发布会公开17条: what else is counted by itself is a way of disclosure here."""
    return any(t.concept == "via" and t.kind == "fill" for t in tokens[:at]) and any(
        t.concept in ("disclose", "publish", "proactive") for t in tokens[at + 1 :]
    )


#: Kinds that say nothing of what is counted.
_SILENT = frozenset({"fill", "join", "period", "suffix", "digits"})
_OWNERS = frozenset({"own", "region", "body"})
_COUNTING = frozenset({"head", "outcome", "rate"})


def meaning(tokens: Sequence[Token]) -> Meaning:
    """The meaning of a clause's words, in any order but for names."""
    out = Meaning()
    kinds = [token.kind for token in tokens]
    concepts = [token.concept for token in tokens]
    names = names_in(tokens, kinds, concepts)
    contents = _NOTHING if _LISTING.isdisjoint(concepts) else _contents(tokens)
    last = ""  # the kind of the last word that says what is counted
    for i, kind in enumerate(kinds):
        if i in contents:
            continue
        if i in names:
            if kind in ("suffix", "body") and not _owns_medium(tokens, i):
                _add_body(out, tokens, i, names)
            continue
        token = tokens[i]
        if kind == "digits" and token.end - token.start > 2:
            out.unknown.append(token)
            last = "unknown"
            continue
        if concepts[i] == "etc" and i and kinds[i - 1] == "outcome":
            out.concepts.append("etc_reason")
        if kind in _SILENT:
            continue
        if kind in _NARROWING:
            _narrow(out, token)
        else:
            _count(out, tokens, i)
            last = kind
    if "quote" in concepts and _account_untold(tokens):
        out.platform = True
    out.tail_unknown = last == "unknown"
    if last in _COUNTING and out.others and all(t.concept != "other_body" for t in out.others):
        # only what is last is counted: 气象类信息
        out.unknown += out.others
        out.others = []
    return out


def _add_body(out: Meaning, tokens: Sequence[Token], at: int, names: set[int]) -> None:
    """The body whose name ends with token ``at``, with what of its name comes before."""
    if out.bodies and out.bodies[-1][1] == tokens[at].start:
        out.bodies[-1] = (out.bodies[-1][0], tokens[at].end)
        return
    first = at
    while first - 1 in names and tokens[first - 1].end == tokens[first].start:
        first -= 1
    if not first or tokens[first - 1].concept not in ("via", "with", "by"):
        out.bodies.append((tokens[first].start, tokens[at].end))


#: Kinds of words that say whose or what sort of number it is.
_NARROWING = frozenset({"own", "region", "body", "flag", "deny"})


def _narrow(out: Meaning, token: Token) -> None:
    """What one word says of whose a number is, or of its sort."""
    kind, concept = token.kind, token.concept
    if kind == "flag":
        out.flags.add(concept)
    elif kind == "deny":
        out.flags.add("deny")
    else:
        out.owners.add(kind)
        if concept == "part_body":
            out.bodies.append((token.start, token.end))
            out.flags.add("part_body")


def _count(out: Meaning, tokens: Sequence[Token], at: int) -> None:
    """What one word says of what is counted."""
    token = tokens[at]
    kind, concept = token.kind, token.concept
    if kind == "unknown":
        out.unknown.append(token)
    elif kind == "other":
        out.others.append(token)
    elif kind == "medium":
        if concept == "platform":
            out.platform = True
        elif concept == "many":
            out.many = True
        else:
            out.concepts.append(concept)
            key = vocabulary.medium_of(concept)
            if key not in out.media:
                out.media.append(key)
    elif concept in _PLACES_OF_DISCLOSURE and _as_medium(tokens, at):
        out.concepts.append("other_medium")
        if "other" not in out.media:
            out.media.append("other")
    elif kind != "title":
        out.concepts.append(concept)


def _account_untold(tokens: Sequence[Token]) -> bool:
    """“某某发布”发布: an account of which it is not said where."""
    return any(
        token.concept == "quote"
        and tokens[i].concept == "publish"
        and tokens[i - 2].kind in ("act", "unknown", "suffix", "head")
        for i, token in enumerate(tokens[1:-1], 2)
    )


class _Way(NamedTuple):
    """One set of concepts that names a metric, ready to be held against a clause: ``needs`` are
    all said, and what else is said is ``allowed`` (or left over); ``counts`` are its classifiers."""

    needs: frozenset[str]
    allowed: frozenset[str]
    within: str
    media: Media | None
    counts: frozenset[str]
    metric: str
    read: Read


@cache
def _ways(pivot: str, denied: bool) -> tuple[_Way, ...]:
    """The ways of naming a metric that are found by a concept."""
    return tuple(
        _Way(
            read.needs,
            read.needs | read.allow | _FREE,
            read.within,
            read.metric.media,
            vocabulary.UNITS[read.metric.counts],
            read.metric.id,
            read,
        )
        for read in vocabulary.READS.get(pivot, ())
        if read.zero == denied
    )


def _media_fit(kind: Media, media: Sequence[str], many: bool) -> bool:
    """Whether the media that are told are such as a metric asks for."""
    if kind == "one":
        return len(media) == 1 and not many
    if kind == "social":
        return bool(media) and set(media) <= _SOCIAL and (len(media) > 1 or media[0] == "new_media")
    if kind == "website":
        return not media or list(media) == ["website"]
    return many or not media or (len(media) > 1 and not set(media) <= _SOCIAL)


def groups(said: Iterable[str], flags_etc: bool) -> set[str]:
    """The concepts with outcome groups and their reasons reduced to one of both: 等 and a list
    of reasons point to the group, a single reason is meant by itself."""
    concepts = set(said)
    for group, members in _GROUPS.items():
        reasons = concepts & members
        if group in concepts and reasons:
            if flags_etc or len(reasons) > 1:
                concepts -= reasons
            else:
                concepts.discard(group)
    return concepts


_GROUPS = {
    concept: metric.group
    for concept, metric in (
        ("denied", vocabulary.METRICS["applications.denied"]),
        ("unable", vocabulary.METRICS["applications.unable_to_provide"]),
        ("not_processed", vocabulary.METRICS["applications.not_processed"]),
        ("other_outcome", vocabulary.METRICS["applications.other_outcome"]),
    )
}
_MEDIA_CONCEPTS = frozenset(w.concept for w in vocabulary.WORDS.values() if w.kind == "medium")


class Readings(tuple[Found, ...]):
    """The metrics that some words may name, and the best of them once they are asked for."""

    best: list[Found] | None = None


# Reports word these clauses alike: answers are remembered.
@lru_cache(maxsize=20_000)
def _readings(
    said: frozenset[str],
    platform: bool,
    many: bool,
    unit: str | None,
    topics: tuple[str, ...],
    media: tuple[str, ...],
    denied: bool,
) -> Readings:
    concepts = groups(said, "etc_reason" in said)
    concepts.discard("etc_reason")
    core = concepts - _MEDIA_CONCEPTS
    medial = core | {"medium", *media} if media else core
    column = "column" in concepts
    found: list[Found] = []
    for pivot in sorted(medial | concepts):
        for needs, allowed, within, kind, counts, metric, read in _ways(pivot, denied):
            if within and within not in topics:
                continue
            if unit is not None and unit not in counts:
                continue
            if kind is None:
                if needs <= concepts:
                    found.append(Found(metric, read, frozenset(concepts - allowed)))
                continue
            if not needs <= medial or (column and kind == "website"):
                continue
            if not _media_fit(kind, media, many):
                continue
            rest = core - allowed
            if platform and not media:
                rest.add("platform")
            if "{medium}" in metric:
                metric = metric.replace("{medium}", media[0])
            found.append(Found(metric, read, frozenset(rest)))
    return Readings(found)


def readings(
    said: Meaning,
    unit: str | None,
    topics: Sequence[str],
    media: Sequence[str],
    add: Sequence[str] = (),
    *,
    denied: bool = False,
) -> Readings:
    """Every metric whose words the clause holds (with ``add``), with what it leaves
    unexplained."""
    concepts = frozenset((*said.concepts, *add) if add else said.concepts)
    return _readings(concepts, said.platform, said.many, unit, tuple(topics), tuple(media), denied)


def best(found: Iterable[Found]) -> list[Found]:
    """The readings that leave least unexplained and use most words, one a metric."""
    if not isinstance(found, Readings):
        return _best(found)
    if found.best is None:
        found.best = _best(found)
    return found.best[:]


def _best(found: Iterable[Found]) -> list[Found]:
    least: tuple[int, int, bool] | None = None
    ranked: dict[str, Found] = {}
    for one in found:
        rank = (len(one.leftover), -len(one.read.needs), bool(one.read.within))
        if least is None or rank < least:
            least, ranked = rank, {}
        if rank == least:
            ranked.setdefault(one.metric, one)
    return list(ranked.values())
