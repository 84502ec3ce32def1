"""Feeds for the tests of exports: the samples as read, and records made by chance."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec

import govcrawl
from govcrawl import feed
from govcrawl.codebook import cells

PAGES = Path(__file__).resolve().parents[2] / "samples" / "pages"


def samples(path: Path) -> Path:
    """A feed of every sample page."""
    with path.open("wb") as file:
        for page in sorted(PAGES.glob("*.html")):
            file.writelines(feed.encode(report) for report in govcrawl.parse(page))
    return path


def generated(path: Path, count: int, seed: int = 1) -> Path:
    """A feed of ``count`` records with figures, blanks, approximations and awkward texts."""
    chance = random.Random(seed)
    base: dict[str, Any] = msgspec.to_builtins(govcrawl.parse(PAGES / "list-facts.html")[0])
    keys = [key for key in cells() if key.startswith(("applications.", "reconsideration."))]
    with path.open("wb") as file:
        for number in range(count):
            record = {**base, "report_id": f"{number % 97:06d}-x-{2008 + number % 17}-own"}
            record["title"] = chance.choice(["=1+1", '引"号', "换\n行", "a,b", "普通标题", "  "])
            record["tables"] = {
                key: chance.choice([None, 0, chance.randrange(10**6), chance.random() * 100])
                for key in keys
            }
            file.write(feed.encode_json(record))
    return path
