"""Arithmetic as a figure's witness: printed shares, growth, and lists that add up to their whole.

A candidate that a printed share (42件,占51.85%) or the sum of its list fits is a figure after all;
one rule a witness. A figure whose own percentage is far from what it and its whole give is none to
rely on: it becomes a candidate that names the percentage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govcrawl.reading.narrative.clause_context import Figure
from govcrawl.report import OWN_SCOPES

#: Whole → what it is the whole of, by the beginnings of their metrics.
_WHOLES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("applications.received", "applications.replied", "applications.concluded"),
        ("applications.",),
    ),
    (
        ("proactive_disclosure.total", "proactive_disclosure.channel.website"),
        ("proactive_disclosure.",),
    ),
    (("administrative_reconsideration.total",), ("administrative_reconsideration.",)),
    (("administrative_litigation.total",), ("administrative_litigation.",)),
)
_SHARE = re.compile(
    r"[^,;。()0-9]{0,4}[,(](?:约|大约)?占[^,;。()0-9]{0,16}?(?P<share>[0-9]{1,3}(?:\.[0-9]{1,3})?)%"
)
_GROWTH = re.compile(
    r"[^,;。()0-9]{0,4}[,(](?:比|较|与|同比)(?:上年度?|去年|上一年度?|(?:19|20)[0-9]{2}年度?|同期|相比)*的?"
    r"(?:(?P<former>[0-9]{1,9})[件宗条起份篇次期](?:相比|,)?)?"
    r"(?:同比)?(?:增长|增加|上升|提高|(?P<less>下降|减少|降低))了?(?P<growth>[0-9]{1,4}(?:\.[0-9]{1,3})?)%"
)
_OPEN_WORD = "未解释的词"
_REST = (".other", ".other_outcome")
_FAR = 10.0  # percentage points between a printed share and the true one that no rounding explains
_BACK = 40  # figures looked back over


def weigh(figures: Sequence[Figure]) -> None:
    """Confirm candidates that arithmetic fits, demote figures that it contradicts."""
    for whole, parts in _lists(figures):
        _by_sum(whole, parts)
    for i, figure in enumerate(figures):
        _by_share(figure, figures[max(0, i - _BACK) : i])
        _by_growth(figure, figures[max(0, i - _BACK) : i])


def _is_part(part: Figure, whole: Figure) -> bool:
    return any(
        whole.metric in wholes and part.metric.startswith(parts) and part.metric not in wholes
        for wholes, parts in _WHOLES
    )


def _open(figure: Figure) -> bool:
    """Whether one word is all that is open. What 其他 means is told by its words alone."""
    return figure.reason.startswith(_OPEN_WORD) and not figure.metric.endswith(_REST)


def _own(figure: Figure) -> bool:
    return figure.scope in OWN_SCOPES and bool(figure.value)


def _lists(figures: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Wholes with the parts told right after them, in their sentence."""
    for i, whole in enumerate(figures):
        if whole.reason or not _own(whole):
            continue
        parts: list[Figure] = []
        for part in figures[i + 1 :]:
            if part.sentence is not whole.sentence or not _is_part(part, whole):
                break
            parts.append(part)
        if len(parts) > 1:
            yield whole, parts


def _by_sum(whole: Figure, parts: Sequence[Figure]) -> None:
    """A list that adds up to its whole with its candidates confirms them."""
    if any(p.modifier == "approx" or p.unit != whole.unit for p in (whole, *parts)):
        return
    if sum(p.value or 0 for p in parts) != whole.value or len({p.span for p in parts}) < len(parts):
        return
    for part in parts:
        if _open(part):
            part.reason = ""


def _by_share(figure: Figure, earlier: Sequence[Figure]) -> None:
    """A share printed after a figure fits what is its whole, or none that is told."""
    if not _own(figure) or figure.modifier == "approx":
        return
    match = _SHARE.match(figure.sentence.text, figure.span[1])
    if match is None:
        return
    wholes = [
        float(f.value or 0)
        for f in earlier
        if not f.reason and _own(f) and _is_part(figure, f) and f.unit == figure.unit
    ]
    if not wholes:
        return
    value = float(figure.value or 0)
    _hold(figure, match["share"], [value / whole * 100 for whole in wholes], "比例")


def _by_growth(figure: Figure, earlier: Sequence[Figure]) -> None:
    """The growth printed after a figure fits the value of the year before, where that is told:
    312条,比上年的260条增长20%."""
    if not _own(figure) or figure.modifier == "approx":
        return
    match = _GROWTH.match(figure.sentence.text, figure.span[1])
    if match is None:
        return
    told = match["former"] or next(
        (
            f.value
            for f in reversed(earlier)
            if f.metric == figure.metric and f.scope == "out_of_period" and f.unit == figure.unit
        ),
        None,
    )
    former = float(told or 0)
    if former:
        grown = (float(figure.value or 0) - former) / former * 100
        _hold(figure, match["growth"], [-grown if match["less"] else grown], "增幅")


def _hold(figure: Figure, printed: str, true: Sequence[float], what: str) -> None:
    """A printed percentage that is one of the true ones confirms a figure, one far from all
    makes it a candidate."""
    off = min(abs(percent - float(printed)) for percent in true)
    if off <= 10.0 ** -len(printed.partition(".")[2]):
        if _open(figure):
            figure.reason = ""
    elif off > _FAR and not figure.reason:
        figure.reason = f"与印出的{what}不符:{printed}%"
