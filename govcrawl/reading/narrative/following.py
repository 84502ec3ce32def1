"""What the clause after a number says of all its cases: 收到12件,均已按时答复."""

from __future__ import annotations

from collections.abc import Sequence

from govcrawl.reading.narrative.clauses import Clause
from govcrawl.reading.narrative.figures import Found, meaning
from govcrawl.reading.narrative.tokens import Token

_OF_WHOM = frozenset(
    {"natural", "organisation", "online", "letter", "in_person", "website", "email"}
)
_OUTCOMES = ("administrative_reconsideration", "administrative_litigation")


def followed(
    clause: Clause,
    tokens: list[Token],
    found: Sequence[Found],
    text: str,
) -> list[str]:
    """The metrics besides ``found`` that the clause after a number gives its value to."""
    names = {f.metric for f in found}
    i = clause.at + 1
    while i < len(tokens) and tokens[i].kind != "stop":
        if tokens[i].kind == "number":
            return []
        i += 1
    if i < len(tokens) and tokens[i].concept == "(":
        while i < len(tokens) and tokens[i].concept != ")":
            i += 1
        i += 1
    if i >= len(tokens) or tokens[i].concept != ",":
        return []
    ahead: list[Token] = []
    for token in tokens[i + 1 :]:
        if token.kind in ("stop", "number"):
            if token.kind == "number":
                return []
            if token.concept == "," and _OF_WHOM.issuperset(meaning(ahead).concepts):
                ahead = []
                continue
            break
        ahead.append(token)
    words = [text[t.start : t.end] for t in ahead[:4]]
    if not any(w.startswith(("均", "全部", "都", "已")) for w in words):
        return []
    said = meaning(ahead)
    if said.unknown or said.others or said.flags or not said.concepts:
        return []
    concepts = set(said.concepts)
    everyone = any(w.startswith(("均", "全部", "都", "已全部")) for w in words)
    out: list[str] = []
    received = "applications.received" in names
    if received or "applications.replied" in names or "applications.concluded" in names:
        if "reply" in concepts and concepts <= {
            "reply",
            "on_time",
            "handle",
            "concluded",
            "application",
            "paper",
        }:
            if received:
                out.append("applications.replied")
            if "on_time" in concepts and everyone:
                out.append("applications.replied_on_time")
        elif (
            received
            and "concluded" in concepts
            and concepts <= {"concluded", "on_time", "handle"}
            and everyone
        ):
            out.append("applications.concluded")
        elif received and concepts <= {"disclose"} and (everyone or words[0].startswith("已")):
            out.append("applications.granted")
        elif received and concepts <= {"handle"} and words[0].startswith("已"):
            out.append("applications.replied")
        elif received and concepts <= {"granted"} and everyone:
            out.append("applications.granted")
    for family in _OUTCOMES:
        if f"{family}.total" in names and everyone:
            if concepts <= {"upheld", "reviewed_by", "cause"} and "upheld" in concepts:
                out.append(f"{family}.upheld")
            elif concepts <= {"accept"} and family.endswith("reconsideration"):
                out.append(f"{family}.accepted")
    return [name for name in out if name not in names]
