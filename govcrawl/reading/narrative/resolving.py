"""Which metric a clause names, with what the passage adds: topics, media, verbs of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govcrawl.lexicon import vocabulary
from govcrawl.lexicon.vocabulary import Read
from govcrawl.reading.narrative.category_labels import category_of
from govcrawl.reading.narrative.clause_context import State
from govcrawl.reading.narrative.clauses import Clause
from govcrawl.reading.narrative.figures import Found, Meaning, best, readings
from govcrawl.reading.narrative.sentences import Sentence
from govcrawl.reading.narrative.tokens import Token
from govcrawl.reading.narrative.wording import (
    media_of,
    own_medium_free,
    same_statement,
    title_tokens,
    topics_in,
    ways_follow,
)

_EACH_OF = re.compile(r"(?:各|均为|均是|都是|各为|各有)$")
_LIST_VERBS = frozenset(
    {"draft", "publish", "disclose", "proactive", "handle", "receive", "accept"}
)
_OTHER_WAYS = re.compile(r"网上|网络|网站|在线|线上|信函|邮|当面|现场|电子|传真|口头|电话|平台")
_REVIEWED = frozenset({"upheld", "corrected", "rejected", "not_settled"})
_ABOUT_DISCLOSURE = frozenset(
    {
        "complaints.total",
        "inspections.count",
        "meetings.count",
        "fees.amount",
        "fees.waived",
        "staff.total",
        "work_funds.amount",
    }
)
#: Heads of no topic: what was done with them (办结56件) is not of applications.
#: Ways of asking beside which 来信5件 is one too.
_ASKED_BY = ("online", "in_person", "fax", "email", "website")
_SOCIAL = frozenset({"wechat", "weibo", "new_media", "app"})
_UNTOLD = frozenset({"work_order", "question", "proposals_both", "collective_visit"})
_OF_A_KIND = re.compile(r"[^各多]类的?(?:政府|政务)?(?:信息)?$")
#: Nouns that one number may be told of together: 复议、诉讼均为0件.
_JOINT = (
    "document",
    "interpretation",
    "npc",
    "cppcc",
    "reconsideration",
    "litigation",
    "appeal",
    "fee",
    "waiver",
    "consultation",
    "complaint",
)
_ONLY_REST = frozenset({"other", "particle"})
_BUT_FOR = re.compile(r"除[^。;]{2,30}外,$")
_APART = frozenset({"applications", "reconsideration", "litigation", "fees"})
#: What the form of 2014 lists together: meetings after staff and funds are on disclosure.
_OF_THE_FORM = ("staff.", "special_funds", "dedicated_bodies", "training.", "reading_points")
#: Complaints are told beside reconsiderations and lawsuits, as the form of 2014 has them.
_BESIDE_REVIEWS = frozenset({"complaints.total"})
_REVIEWS = frozenset({"reconsideration", "litigation", "appeal"})
#: What becomes of documents, and the verb for metrics that end so.
_DOCUMENT_VERBS = frozenset({"repeal", "in_force", "issue"})
_BECAME = _DOCUMENT_VERBS | {"disclose", "proactive", "publish"}
_BECOME = {"_repealed": "repeal", "_in_force": "in_force"}
#: How reviews end.
_ENDED = frozenset(
    {
        "upheld",
        "corrected",
        "rejected",
        "not_settled",
        "other_outcome",
        "pending",
        "other",
        "withdrawn",
    }
)
_RATES = frozenset(
    {"satisfaction_rate", "handling_rate", "completion_rate", "reply_rate", "on_time_rate"}
)
_OF_ACCOUNTS = frozenset({"reads", "followers", "article", "visits"})
_LISTED_HEADS = frozenset({"document", "mailbox", "netizen", "rules", "normative"})
_BARE_MEDIA = ("proactive_disclosure.channel.w", "proactive_disclosure.channel.new")
#: 工作人员4人,其中专职1人
_OF_WHOM = re.compile(r"[,(;](?:其中)?[:,]?(?:有)?(?:专职|兼职)")
_DISCLOSURE = re.compile(r"信息公开|政务公开|公开(?:政府)?信息|依申请")


@dataclass(slots=True)
class _Sought:
    """A clause whose metric is sought: the topics in force, the media told or taken over, and
    the readings found so far."""

    clause: Clause
    said: Meaning
    topics: list[str]
    sentence: Sentence
    media: list[str]
    found: list[Found]

    @property
    def open(self) -> bool:
        """Whether no reading explains the clause whole."""
        return not self.found or bool(self.found[0].leftover)

    def read(
        self,
        add: Sequence[str] = (),
        *,
        media: list[str] | None = None,
        only: Callable[[Found], bool] | None = None,
    ) -> bool:
        """Read the clause with what is added; keep readings that leave nothing over."""
        media = self.media if media is None else media
        ones = readings(self.said, self.clause.unit, self.topics, media, add=add)
        again = best(ones if only is None else filter(only, ones))
        if not again or again[0].leftover:
            return False
        self.found, self.media = again, media
        return True


class Resolving(State):
    """Which metric a clause names, with what the passage adds: topics, media, verbs of a list."""

    def _topics(self, clause: Clause) -> list[str]:
        own = topics_in(clause.left) + topics_in(clause.right)
        if (
            own == ["mailbox"]
            and clause.unit in vocabulary.UNITS["case"]
            and (clause.said_before(("part", *_ASKED_BY)) or "part" in clause.left_concepts)
            and clause.topic_before == "applications"
        ):
            return ["applications"]  # 其中网上13件,来信4件
        if own == ["applications"] and not (
            _REVIEWED.isdisjoint(clause.left_concepts)
            and _REVIEWED.isdisjoint(clause.right_concepts)
        ):
            own = []  # 申请人撤回申请, of a reconsideration
        if (
            own == ["applications"]
            and clause.topic_before in _REVIEWS
            and {t.concept for t in (*clause.left, *clause.right) if t.topic} == {"withdrawn"}
        ):
            own = []  # 行政复议3起,其中申请人撤回1起
        if own:
            return own
        last = self.figures[-1].metric if self.figures else ""
        told = clause.any_topic_before
        if not told and clause.begin:
            if clause.said_before(_UNTOLD) and not (
                "head" in clause.left_kinds or "head" in clause.right_kinds
            ):
                apart = _APART
                if any(t.kind == "medium" for t in clause.earlier):
                    apart |= {"mailbox", "netizen"}  # 民心网受理诉求388件,办结385件: its own
                return [t for t in self._topic if t not in apart]
            if self._other:
                return []  # 信访件56件,办结56件
        if clause.said_before(("fee",)) and any(t.concept == "fee" for t in clause.earlier[-20:]):
            return ["fees", *self._topic]
        disclosed = (
            ["disclosure"]
            if (
                "disclosure" in self._topic
                and (last.startswith("proactive_disclosure.") or last.endswith(".posts"))
            )
            or self._ways
            or (clause.said_before(("form",)) and ways_follow(clause.earlier))
            else []
        )
        if clause.topic_before == "mailbox" and last.startswith("applications.received.channel."):
            return ["applications", *disclosed]  # 来信5件、当面2件
        if clause.topic_before:
            return [clause.topic_before, *disclosed]
        return [t for t in self._topic if t != "disclosure"] + disclosed

    def _carried(self, clause: Clause, said: Meaning) -> None:
        """结转 with a year: from the year before, or to the year after."""
        concepts = said.concepts
        if self._year is None or not ("carried" in concepts or "pending" in concepts):
            return
        if "carried" not in concepts:
            years = [t.concept for t in (*clause.left, *clause.right) if t.kind == "period"]
            if years == [str(self._year - 1)]:
                # 2022年未办结5件, in the report of 2023
                said.concepts = ["carried_in" if c == "pending" else c for c in said.concepts]
            return
        for token in (*clause.left, *clause.right):
            if token.kind == "period" and token.concept:
                kind = {self._year - 1: "carried_in", self._year + 1: "carried_out"}.get(
                    int(token.concept)
                )
                if kind:
                    said.concepts = [kind if c == "carried" else c for c in said.concepts]

    def _of_the_rest(self, clause: Clause, said: Meaning, text: str) -> None:
        """Words that only the sentence explains: 除4件正在办理外,其余52件均已办结;
        人大代表建议和政协提案54件(建议20件,提案34件)."""
        if clause.left and "other" in said.concepts and len(said.concepts) > 1:
            first = clause.left[0].start
            if (clause.left_concepts <= _ONLY_REST and _BUT_FOR.search(text, 0, first)) or (
                "other_outcome" not in said.concepts
                and text.startswith(("其余", "余下", "剩余"), first)
            ):
                said.concepts = [c for c in said.concepts if c != "other"]  # 其余2宗结转下年
        if (
            "paper" in said.concepts
            and "receive" in said.concepts
            and ("application" in said.concepts or "on_application" in said.concepts)
            and not _OTHER_WAYS.search(text)
        ):
            # 收到书面申请7件: in writing, of no other way it is told
            said.concepts = [c for c in said.concepts if c != "paper"]
        if (
            len(said.unknown) == 1
            and text[said.unknown[0].start : said.unknown[0].end] == "建议"
            and not said.concepts
            and clause.said_before(("proposals_both",))
        ):
            said.concepts = ["npc"]
            said.unknown = []
            said.tail_unknown = False

    def _inherited_media(self, clause: Clause, sentence: Sentence) -> list[str]:
        """The medium of the clause before, back to the number before it."""
        media: list[str] = []
        for token in reversed(clause.earlier):
            if token.kind == "number" or (token.kind == "stop" and token.concept == ";"):
                break
            if token.kind == "medium" and token.concept not in ("platform",):
                if token.concept == "many":
                    return ["many", "many"]
                key = vocabulary.medium_of(token.concept)
                if key not in media:
                    media.append(key)
        if len(self._counted_media) > 1 and self._counted_media.issuperset(media):
            media = []  # 1个微信公众号、1个微博: which of them is not said
        if media:
            self._medium = tuple(media)
        else:
            if self._medium:
                media = []
            elif sentence.headings and "通过" in sentence.headings[0]:
                media = media_of(title_tokens(sentence.headings[0]))
            elif self._before and len(self._before) <= 12:
                tokens = title_tokens(self._before)
                # 微信。 is a headline; a sentence that says more than a medium is none.
                ended = bool(tokens) and tokens[-1].kind == "stop"
                if not ended or all(token.kind != "unknown" for token in tokens):
                    media = media_of(tokens)
        return media

    def _on_disclosure(self, sentence: Sentence) -> bool:
        """Whether a sentence, the one before or the heading says 信息公开; asked for every clause."""
        if self._asked is None or self._asked[0] is not sentence:
            said = (
                _DISCLOSURE.search(sentence.text) is not None
                or _DISCLOSURE.search(self._before) is not None
                or any("公开" in t for t in sentence.headings[:1])
            )
            self._asked = (sentence, said)
        return self._asked[1]

    def _metrics(
        self, clause: Clause, said: Meaning, topics: list[str], sentence: Sentence
    ) -> list[Found]:
        """The readings of a clause that leave least unexplained, with what the passage adds."""
        media = list(said.media)
        if "website.disclosure_column" in media and "website" in media:
            media.remove("website")
        if len(media) > 1 and {"followers", "reads"} & set(said.concepts):
            media = media[-1:]
        found = best(readings(said, clause.unit, topics, media))
        sought = _Sought(clause, said, topics, sentence, media, found)
        if clause.quantity.value == 0 and sought.open:
            denied = best(readings(said, clause.unit, topics, media, denied=True))
            if denied and not denied[0].leftover:
                return self._joint(clause, said, topics, media, denied, sentence.text)
        if not media:
            self._with_medium(sought)
        if sought.open and self._document and not _DOCUMENT_VERBS.isdisjoint(said.concepts):
            sought.read((self._document,))
        if sought.open:
            self._with_topic(sought)
        if sought.open:
            self._with_disclosure(sought)
        self._other_items(sought)
        self._with_verb(sought)
        self._with_what_became(sought)
        return self._joint(clause, said, topics, sought.media, sought.found, sentence.text)

    def _with_medium(self, sought: _Sought) -> None:
        """The medium of the clause before: 门户网站访问量90万次,更新信息300条."""
        if "carry" in sought.said.concepts:
            if self._inherited_media(sought.clause, sought.sentence) == ["newspaper"]:
                sought.read(media=["newspaper"])  # 新闻媒体,播发稿件107篇
            return
        medium = self._medium_before(sought)
        found = sought.found
        if medium and not (found and not sought.open and own_medium_free(found)):
            sought.read(media=medium)
        elif sought.open and self._medium and not self._of_several_accounts(sought):
            sought.read(media=list(self._medium), only=lambda f: bool(f.read.needs & _OF_ACCOUNTS))

    def _of_several_accounts(self, sought: _Sought) -> bool:
        """微信、微博粉丝总数: of several accounts together."""
        return (
            "总" in sought.clause.label(sought.sentence.text)
            and len(_SOCIAL.intersection(media_of(sought.clause.earlier))) > 1
        )

    def _medium_before(self, sought: _Sought) -> list[str]:
        """The medium that a clause without one takes over."""
        clause, sentence = sought.clause, sought.sentence
        medium = self._inherited_media(clause, sentence)
        if medium:
            return medium
        concepts = set(sought.said.concepts)
        last = self.figures[-1] if self.figures else None
        if (
            self._medium
            and last is not None
            and last.sentence is sentence
            and last.scope == "cumulative"
            and ".channel." in last.metric
        ):
            return list(self._medium)
        if (
            self._medium
            and "publish" in concepts
            and concepts & {"info", "article"}
            and not concepts & {"proactive", "disclose", "carry"}
            and same_statement(clause)
        ):
            return list(self._medium)
        return ["website"] if self._visited(clause, sought.said, sentence) else []

    def _with_topic(self, sought: _Sought) -> None:
        """The noun that only the passage names: 维持3件, of reconsiderations; 满意率98%, of a line."""
        concepts = set(sought.said.concepts)
        if not _REVIEWS & concepts and _ENDED & concepts:
            for topic in sought.topics:
                if topic in _REVIEWS and sought.read((topic,)):
                    break
        if _RATES & concepts:
            for topic in ("npc", "cppcc", "hotline"):
                if topic in sought.topics and sought.read((topic,)):
                    break

    def _with_disclosure(self, sought: _Sought) -> None:
        """Meetings, inspections, complaints … where the passage is about disclosure."""
        told = self._on_disclosure(sought.sentence) or (
            bool(self.figures) and self.figures[-1].metric.startswith(_OF_THE_FORM)
        )
        if told or _REVIEWS & {*sought.topics, *self._topic}:
            if sought.said.concepts == ["staff"] and _OF_WHOM.match(
                sought.sentence.text, sought.clause.quantity.right
            ):
                sought.read(("subject", "assign"), only=lambda f: f.metric == "staff.total")
                return
            metrics = _ABOUT_DISCLOSURE if told else _BESIDE_REVIEWS
            sought.read(("subject",), only=lambda f: f.metric in metrics)

    def _other_items(self, sought: _Sought) -> None:
        """公开公文20件、各类信息300条: the items beside documents."""
        if set(sought.said.concepts) - {"item"} != {"info"} or not self.figures:
            return
        last, label = self.figures[-1], sought.clause.label(sought.sentence.text)
        if (
            last.sentence is sought.sentence
            and last.metric == "proactive_disclosure.documents"
            and sought.clause.left
            and _OF_A_KIND.search(label) is None
            and category_of(label)[0] is None
        ):
            metric = vocabulary.METRICS["proactive_disclosure.items"]
            read = Read(metric, frozenset(), frozenset(), "", zero=False)
            sought.found = [Found(metric.id, read, frozenset())]

    def _with_verb(self, sought: _Sought) -> None:
        """The verb that a list has once: 办理市长信箱来信30件、网民留言42条."""
        concepts = set(sought.said.concepts)
        bare_medium = (
            not sought.open
            and sought.found[0].metric.startswith(_BARE_MEDIA)
            and not {"publish", "disclose", "proactive"} & concepts
            and "website" not in sought.media
        )
        if (sought.open and _LISTED_HEADS & concepts) or (
            bare_medium and "disclosure" not in self._topic
        ):
            earlier = reversed(sought.clause.earlier)
            verb = next((t.concept for t in earlier if t.concept in _LIST_VERBS), "")
            if verb:
                sought.read((verb,))

    def _with_what_became(self, sought: _Sought) -> None:
        """Rules and normative documents of which only what comes before says what became of
        them: 起草规范性文件5件; 废止规章1件、规范性文件4件."""
        concepts = sought.said.concepts
        kinds = [c for c in concepts if c in ("normative", "rules")]
        if not kinds:
            return
        self._document = kinds[-1]
        verb = ""
        last = self.figures[-1] if self.figures else None
        if sought.clause.said_before(("draft",)):
            verb = "draft"
        elif _BECAME.isdisjoint(concepts) and last is not None and last.sentence is sought.sentence:
            verb = next((v for end, v in _BECOME.items() if last.metric.endswith(end)), "")
        if verb:
            clause = sought.clause
            sought.found = best(
                readings(sought.said, clause.unit, sought.topics, sought.media, add=(verb,))
            )

    def _visited(self, clause: Clause, said: Meaning, sentence: Sentence) -> bool:
        """门户网站访问量1390万人次,更新信息4012条: published where the visits were."""
        last = self.figures[-1] if self.figures else None
        concepts = set(said.concepts)
        return (
            last is not None
            and last.sentence is sentence
            and last.metric == "website.visits"
            and "publish" in concepts
            and concepts <= {"publish", "info", "article"}
            and ";" not in sentence.text[last.span[1] : clause.quantity.left]
        )

    def _joint(
        self,
        clause: Clause,
        said: Meaning,
        topics: list[str],
        media: list[str],
        found: list[Found],
        text: str,
    ) -> list[Found]:
        """Several nouns under one number: zero, 均 and 各 say it of each."""
        if "with_interpretation" in said.concepts and _EACH_OF.search(
            text, 0, clause.quantity.left
        ):
            said.concepts = [
                "interpretation" if c == "with_interpretation" else c for c in said.concepts
            ]
        heads = [c for c in _JOINT if c in said.concepts] if len(said.concepts) > 1 else ()
        if len(heads) < 2:
            return self._several(said, clause.unit, topics, media, found)
        each = (
            clause.quantity.value == 0 or _EACH_OF.search(text, 0, clause.quantity.left) is not None
        )
        if not each:
            return self._several(said, clause.unit, topics, media, found)
        out: list[Found] = []
        for head in heads:
            rest = [c for c in said.concepts if c not in heads or c == head]
            alone = Meaning(concepts=rest, media=said.media, flags=said.flags)
            for denied in (False, True):
                one = [
                    f
                    for f in best(readings(alone, clause.unit, topics, media, denied=denied))
                    if not f.leftover
                ]
                if one:
                    out.append(one[0])
                    break
        return out or found

    def _several(
        self,
        said: Meaning,
        unit: str | None,
        topics: list[str],
        media: list[str],
        found: list[Found],
    ) -> list[Found]:
        """One number for two statements: 受理并办结, 答复率和满意率."""
        concepts = said.concepts
        if len(concepts) < 2:
            return found
        rates = [c for c in concepts if c.endswith("_rate") and c not in ("fulltext_rate",)]
        parted: list[list[str]] = []
        if len(rates) > 1:
            parted = [[c for c in concepts if c not in rates or c == rate] for rate in rates]
        taken = [c for c in concepts if c in ("receive", "accept")]
        ended = [c for c in concepts if c in ("concluded", "reply")]
        if taken and ended and {"application", "on_application"} & set(concepts):
            parted = [
                [c for c in concepts if c not in (*ended, "on_time")],
                [c for c in concepts if c not in taken],
            ]
        out: list[Found] = []
        for part in parted:
            alone = Meaning(concepts=part, media=said.media, flags=said.flags)
            extra = ("hotline",) if rates and "hotline" in topics else ()
            out += [
                f for f in best(readings(alone, unit, topics, media, add=extra)) if not f.leftover
            ][:1]
        return out if len(out) == len(parted) and out else found

    def _documents(self, clause: Clause, said: Meaning, found: list[Found]) -> list[Found]:
        """主动公开 as a class of the documents made: the number of documents disclosed."""
        if (
            clause.right
            or "proactive" not in said.concepts
            or set(said.concepts) - {"public_word", "item"} != {"proactive"}
        ):
            return found
        if not clause.said_before(("document", "issue")):
            return found
        return best(readings(said, clause.unit, (), [], add=("document",))) or found

    def _applicants(
        self, clause: Clause, said: Meaning, found: list[Found], tokens: Sequence[Token]
    ) -> list[Found]:
        """收到自然人申请11件,法人申请1件: of whom, where the sentence counts both."""
        if "natural" not in said.concepts and "organisation" not in said.concepts:
            return found
        kinds = {"natural", "organisation"} & set(said.concepts)
        if len(kinds) != 1 or not {"receive", "accept"} & set(said.concepts):
            return found
        other = ({"natural", "organisation"} - kinds).pop()
        inside = {id(t) for t in (*clause.left, *clause.right)}
        if not any(t.concept == other and id(t) not in inside for t in tokens):
            return found
        alone = Meaning(concepts=[c for c in said.concepts if c not in ("receive", "accept")])
        return best(readings(alone, clause.unit, ("applications",), [])) or found

    def _posts_or_channel(self, clause: Clause, found: list[Found]) -> list[Found]:
        """Posts of an account and a channel of disclosure are told apart by the verb, and as
        parts of what was disclosed."""
        if len(found) < 2:
            return found
        posts = [f for f in found if f.metric.endswith(".posts")]
        channels = [
            f for f in found if ".channel." in f.metric and f.metric.startswith("proactive")
        ]
        if not posts or not channels:
            return found
        part = "disclosure" in self._topic and (
            clause.said_before(("part",)) or "part" in clause.left_concepts
        )
        if clause.says("disclose") or clause.says("proactive") or part:
            return channels
        return posts

    def _part_of_whole(
        self, sentence: Sentence, clause: Clause, one: Found, seen: set[str], text: str
    ) -> Found:
        """Keys of their own for parts of a whole told before: portals of the web site, proposals
        of the city and the district."""
        if one.metric == "proactive_disclosure.channel.website" and one.metric in seen:
            marked = any(t.concept == "part" for t in (*clause.left, *clause.earlier[-30:]))
            if marked:
                return Found(f"{one.metric}.portals", one.read, one.leftover)
        if one.metric == "hotline.satisfaction_rate" and self.figures:
            last = self.figures[-1]
            if last.metric == "hotline.program_appeals" and last.sentence is sentence:
                return Found("hotline.program_appeals.satisfaction_rate", one.read, one.leftover)
        if one.metric == "proposals.cppcc.total" and one.metric in seen:
            label = clause.label(text)
            if "区" in label or "县" in label:
                return Found("proposals.cppcc.district", one.read, one.leftover)
            if "市" in label:
                return Found("proposals.cppcc.city", one.read, one.leftover)
        return one

    def _word_of(self, clause: Clause, concept: str, text: str) -> str:
        for token in (*clause.left, *clause.right):
            if token.concept == concept:
                return text[token.start : token.end]
        return concept
