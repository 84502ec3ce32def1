"""What a clause counts: its concepts against the metrics of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from govcrawl.lexicon import vocabulary
from govcrawl.lexicon.vocabulary import Metric, Read
from govcrawl.reading.narrative.tokens import Token

_LONG_NAME = 9  # characters in quotation marks from which they are a title
_KEYS = vocabulary.MEDIA
_SOCIAL = frozenset({"wechat", "weibo", "new_media", "app"})
#: Concepts that narrow nothing: they may stand in any clause.
_FREE = frozenset(
    {"public_word", "item", "demand", "cause", "level_of_body", "unit_word", "etc_reason"}
)


@dataclass(slots=True)
class Meaning:
    """What the words of a clause say. ``unknown`` are the words that no entry explains,
    ``leftover`` the concepts that the metric does not allow for."""

    concepts: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    unknown: list[Token] = field(default_factory=list)
    others: list[Token] = field(default_factory=list)
    bodies: list[tuple[int, int]] = field(default_factory=list)
    owners: set[str] = field(default_factory=set)
    platform: bool = False
    many: bool = False
    tail_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A metric a clause names, how well (concepts used), and the concepts left over."""

    metric: str
    read: Read
    leftover: frozenset[str]


def _ends_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether the ending of an office's name stands right behind a word, or one word further."""
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


#: Kinds and concepts of words that make others near them a name.
_NAMES = frozenset({"suffix", "body", "medium"})
_PLACED = frozenset({"via", "with", "by"})


def names_in(tokens: Sequence[Token]) -> set[int]:
    """Indices of tokens that are names of bodies, places or accounts: what stands before the
    ending of a name at a clause's beginning, or between 在/通过 and a medium."""
    concepts = {t.concept for t in tokens}
    kinds = {t.kind for t in tokens}
    names = _quoted(tokens) if "quote" in concepts else set()
    if kinds.isdisjoint(_NAMES) and concepts.isdisjoint(_PLACED):
        return names
    begin = 0
    while begin < len(tokens) and tokens[begin].kind in (
        "period",
        "join",
        "fill",
        "flag",
        "own",
        "region",
    ):
        begin += 1
    # a body at the beginning: 仲山镇政府, 市财政局
    last = -1
    for i in range(begin, min(len(tokens), begin + 40)):
        token = tokens[i]
        if token.kind == "suffix" or (token.kind == "body" and i > begin):
            last = i
        elif token.concept == "public_word" and token.end - token.start == 1:
            continue  # 县[人]社局
        elif token.kind in _IN_NAMES and _ends_name(tokens, i):
            continue  # 县住房和城乡[建设]局, 县工业和[信息]化局
        elif token.kind == "head" or token.kind == "mark":
            ahead = tokens[i + 1] if i + 1 < len(tokens) else None
            if ahead is None or ahead.kind not in ("suffix", "own"):
                break
        elif token.kind not in ("unknown", "body", "own", "other", "fill", "join", "digits") or (
            token.kind == "fill" and token.end - token.start > 1 and token.concept != "with"
        ):
            break
    if last >= 0:
        while (
            begin
            and tokens[begin - 1].kind == "fill"
            and tokens[begin - 1].end - tokens[begin - 1].start > 2
            and tokens[begin].concept == "office"
            and tokens[begin - 1].end == tokens[begin].start
        ):
            begin -= 1  # [县财政]局
        names.update(range(begin, last + 1))
    # what stands between 通过 and the medium names it
    for i, token in enumerate(tokens) if "via" in concepts else ():
        if token.concept != "via" or token.kind != "fill":
            continue
        end = i
        for j in range(i + 1, len(tokens)):
            if tokens[j].kind == "medium" or (tokens[j].kind == "fill" and text_form(tokens, j)):
                end = j
            elif tokens[j].concept in ("hold", "set_up") and j > i + 1:
                # at a place
                end = max(end, j - 1)
                names.update(k for k in range(i + 1, j) if tokens[k].kind == "medium")
                break
            elif tokens[j].concept == "during":
                # in the course of something
                end = j
            elif tokens[j].kind in ("act", "outcome", "rate", "number", "stop", "deny") and not (
                tokens[j].concept == "publish"
                and j + 1 < len(tokens)
                and tokens[j + 1].kind in ("fill", "medium")
                and tokens[j - 1].kind == "unknown"
            ):
                break
        while (
            end > i
            and end + 2 < len(tokens)
            and tokens[end + 1].kind == "join"
            and tokens[end + 2].kind in ("other", "unknown", "suffix")
        ):
            end += 2
        while (
            end > i
            and end + 1 < len(tokens)
            and tokens[end + 1].kind in ("other", "unknown", "suffix")
        ):
            end += 1
        names.update(
            k
            for k in range(i + 1, end + 1)
            if tokens[k].kind in ("unknown", "suffix", "body", "other", "title", "act", "digits")
        )
    # bodies behind 由, 会同, 向
    for i, token in enumerate(tokens) if not concepts.isdisjoint(("with", "by")) else ():
        if token.concept in ("with", "by") and token.kind == "fill":
            end = i
            for j in range(i + 1, min(len(tokens), i + 10)):
                if tokens[j].kind == "suffix":
                    end = j
                elif tokens[j].kind not in ("unknown", "other", "join", "own", "body") and (
                    tokens[j].kind != "fill" or tokens[j].end - tokens[j].start > 1
                ):
                    break
            names.update(range(i + 1, end + 1))
    # names of media: 通过“平安X城”微信公众号, 新浪微博
    for i, token in enumerate(tokens) if "medium" in kinds else ():
        if token.kind != "medium":
            continue
        if i + 1 < len(tokens) and tokens[i + 1].concept == "quote":
            # 微博“某镇发布”发布…: its name stands behind it
            closed = next(
                (k for k in range(i + 2, min(i + 9, len(tokens))) if tokens[k].concept == "quote"),
                i + 1,
            )
            names.update(range(i + 2, closed))
        j = i - 1
        while j >= 0 and (
            tokens[j].kind in ("unknown", "suffix", "body", "own", "title")
            or (
                tokens[j].concept == "publish"
                and j
                and all(t.concept in ("mark", "quote") for t in tokens[j + 1 : i])
                and tokens[j - 1].kind in ("unknown", "suffix")
            )
            or (
                tokens[j].kind in ("fill", "join", "head", "region", "medium", "other", "digits")
                and _inside(tokens, j)
            )
        ):
            if tokens[j].kind in ("unknown", "title", "suffix", "body", "digits", "other") or (
                tokens[j].kind in ("head", "act")
                and all(
                    k in names or tokens[k].concept in ("mark", "quote") for k in range(j + 1, i)
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
    """What stands in quotation marks and is longer than a name of what is counted."""
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
    """Whether a token can stand inside the name of a medium."""
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
#: Words behind which a list of contents ends.
_LISTING = frozenset({"other_way", "of_items", "etc"})
_PLACES_OF_DISCLOSURE = frozenset({"press", "reading_point", "interview", "mobile_newspaper"})


def _as_medium(tokens: Sequence[Token], at: int) -> bool:
    """通过新闻发布会公开17条: what else is counted by itself is a way of disclosure here."""
    return any(t.concept == "via" and t.kind == "fill" for t in tokens[:at]) and any(
        t.concept in ("disclose", "publish", "proactive") for t in tokens[at + 1 :]
    )


def meaning(tokens: Sequence[Token]) -> Meaning:
    """The meaning of a clause's words, in any order but for names."""
    out = Meaning()
    names = names_in(tokens)
    concepts = [t.concept for t in tokens]
    contents = _NOTHING if _LISTING.isdisjoint(concepts) else _contents(tokens)
    last_content = ""
    for i, token in enumerate(tokens):
        kind = token.kind
        if i in contents:
            continue
        if i in names:
            if kind in ("suffix", "body") and not _owns_medium(tokens, i):
                if out.bodies and out.bodies[-1][1] == token.start:
                    out.bodies[-1] = (out.bodies[-1][0], token.end)
                else:
                    first = i
                    while first - 1 in names and tokens[first - 1].end == tokens[first].start:
                        first -= 1
                    if not first or tokens[first - 1].concept not in ("via", "with", "by"):
                        out.bodies.append((tokens[first].start, token.end))
            continue
        if kind == "digits" and token.end - token.start > 2:
            out.unknown.append(token)
            last_content = "unknown"
            continue
        if token.concept == "etc" and i and tokens[i - 1].kind == "outcome":
            out.concepts.append("etc_reason")
        if kind in ("fill", "join", "period", "suffix", "digits"):
            continue
        if kind in ("own", "region", "body"):
            out.owners.add(kind)
            if token.concept == "part_body":
                out.bodies.append((token.start, token.end))
                out.flags.add("part_body")
        elif kind == "flag":
            out.flags.add(token.concept)
        elif kind == "medium":
            if token.concept == "platform":
                out.platform = True
            elif token.concept == "many":
                out.many = True
            else:
                out.concepts.append(token.concept)
                key = vocabulary.medium_of(token.concept)
                if key not in out.media:
                    out.media.append(key)
            last_content = kind
        elif kind == "unknown":
            out.unknown.append(token)
            last_content = kind
        elif kind == "title":
            last_content = kind
        elif kind == "other":
            out.others.append(token)
            last_content = kind
        elif kind == "deny":
            out.flags.add("deny")
        elif token.concept in _PLACES_OF_DISCLOSURE and _as_medium(tokens, i):
            out.concepts.append("other_medium")
            if "other" not in out.media:
                out.media.append("other")
            last_content = kind
        else:
            out.concepts.append(token.concept)
            last_content = kind
    for i, token in enumerate(tokens[:-1]) if "quote" in concepts else ():
        # “某某发布”发布: an account of which it is not said where
        if (
            token.concept == "quote"
            and i
            and tokens[i + 1].concept == "publish"
            and tokens[i - 1].kind in ("act", "unknown", "suffix", "head")
        ):
            out.platform = True
    out.tail_unknown = last_content == "unknown"
    if last_content in ("head", "outcome", "rate") and all(
        t.concept != "other_body" for t in out.others
    ):
        # only what is last is counted: 气象类信息
        out.unknown += out.others
        out.others = []
    return out


def _media_fit(read: Read, media: Sequence[str], said: Meaning) -> bool:
    kind = read.metric.media
    if kind is None:
        return True
    if kind == "one":
        return len(media) == 1 and not said.many
    if kind == "social":
        return bool(media) and set(media) <= _SOCIAL and (len(media) > 1 or media[0] == "new_media")
    if kind == "website":
        return not media or list(media) == ["website"]
    return said.many or not media or (len(media) > 1 and not set(media) <= _SOCIAL)


def _counts(metric: Metric, unit: str | None) -> bool:
    if unit is None:
        return True
    return unit in vocabulary.UNITS[metric.counts]


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


def _readings(
    said: Meaning,
    unit: str | None,
    topics: Sequence[str],
    media: Sequence[str],
    *,
    denied: bool = False,
) -> Iterator[Found]:
    etc = "etc_reason" in said.concepts
    concepts = groups(said.concepts, etc)
    concepts.discard("etc_reason")
    core = concepts - _MEDIA_CONCEPTS
    medial = set(core)
    if media:
        medial.add("medium")
        medial.update(media)
    for pivot in sorted(medial | concepts):
        for read in vocabulary.READS.get(pivot, ()):
            if (read.within and read.within not in topics) or read.zero != denied:
                continue
            if "column" in concepts and read.metric.media == "website":
                continue
            held = concepts if read.metric.media is None else medial
            if not read.needs <= held:
                continue
            if not _counts(read.metric, unit) or not _media_fit(read, media, said):
                continue
            rest = (
                (concepts if read.metric.media is None else core) - read.needs - read.allow - _FREE
            )
            if said.platform and read.metric.media is not None and not media:
                rest.add("platform")
            name = read.metric.id
            if "{medium}" in name:
                name = name.replace("{medium}", media[0])
            yield Found(name, read, frozenset(rest))


@lru_cache(maxsize=20_000)
def _remembered(
    concepts: frozenset[str],
    etc: bool,
    platform: bool,
    many: bool,
    unit: str | None,
    topics: tuple[str, ...],
    media: tuple[str, ...],
    denied: bool,
) -> tuple[Found, ...]:
    said = Meaning(
        concepts=[*concepts, *(["etc_reason"] if etc else [])], platform=platform, many=many
    )
    return tuple(_readings(said, unit, topics, media, denied=denied))


def readings(
    said: Meaning,
    unit: str | None,
    topics: Sequence[str],
    media: Sequence[str],
    add: Sequence[str] = (),
    *,
    denied: bool = False,
) -> tuple[Found, ...]:
    """Every metric whose words the clause holds (with ``add``), with what it leaves
    unexplained. Reports word these clauses alike: answers are remembered."""
    concepts = frozenset((*said.concepts, *add))
    return _remembered(
        concepts - {"etc_reason"},
        "etc_reason" in concepts,
        said.platform,
        said.many,
        unit,
        tuple(topics),
        tuple(media),
        denied,
    )


def best(found: Iterable[Found]) -> list[Found]:
    """The readings that leave least unexplained and use most words, one a metric."""
    ranked: dict[tuple[int, int, int], dict[str, Found]] = {}
    for one in found:
        rank = (len(one.leftover), -len(one.read.needs), bool(one.read.within))
        ranked.setdefault(rank, {}).setdefault(one.metric, one)
    return list(ranked[min(ranked)].values()) if ranked else []
