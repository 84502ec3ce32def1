"""Loads ``reforms.toml``: which names of organs followed one another, ended, or began."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import msgspec

from govcrawl.lexicon.loading import load_toml


class Succession(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"before": "from", "after": "to"},
):
    """Names before a reform and after it, without their place."""

    before: list[str]
    after: list[str]


class Reform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``year`` is the first report year that may have the new names."""

    year: Annotated[int, msgspec.Meta(ge=2008)]
    source: str
    renamed: list[Succession] = []
    merged: list[Succession] = []
    absorbed: list[Succession] = []
    founded: list[str] = []


class _Reforms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reform: list[Reform]


REFORMS = load_toml("reforms.toml", _Reforms).reform
#: The reform that no department is known to have outlived unless it reported again.
GREAT_REFORM = 2018


class End(NamedTuple):
    """A name's end: the first report year that may lack it, and the names that came after."""

    year: int
    successors: tuple[str, ...]


def renamed(before: str, after: str) -> int | None:
    """The first report year of the new name, where one body had the one name and then the other.

    >>> renamed("环境保护局", "生态环境局"), renamed("环境保护局", "应急管理局")
    (2018, None)
    """
    return next(
        (
            reform.year
            for reform in REFORMS
            for pair in reform.renamed
            if before in pair.before and after in pair.after and before != after
        ),
        None,
    )


def ends_of(organ: str) -> list[End]:
    """When bodies of a name were renamed or merged, in order of time.

    >>> ends_of("旅游局")[0].year, ends_of("教育局")
    (2018, [])
    """
    return [
        End(reform.year, tuple(name for name in pair.after if name != organ))
        for reform in REFORMS
        for pair in (*reform.renamed, *reform.merged, *reform.absorbed)
        if organ in pair.before
    ]


def began(organ: str) -> int | None:
    """The first report year of a name that came with a reform; None for names without one.

    >>> began("退役军人事务局"), began("教育局")
    (2018, None)
    """
    return next(
        (
            reform.year
            for reform in REFORMS
            if organ in reform.founded
            or any(
                organ in pair.after and organ not in pair.before
                for pair in (*reform.renamed, *reform.merged)
            )
        ),
        None,
    )
