"""``python -m govcrawl COMMAND``: the project's Scrapy commands, from any folder."""

from __future__ import annotations

import difflib
import os
import pkgutil
import sys

from scrapy import commands as scrapys
from scrapy.cmdline import execute

from govcrawl import commands as ours
from govcrawl.messages import phrase, say


def main() -> None:
    """The command ``govcrawl``: what ``scrapy`` does in a checkout, from any folder."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "govcrawl.settings")
    word = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    known = [m.name for place in (ours, scrapys) for m in pkgutil.iter_modules(place.__path__)]
    if word is not None and word not in known:
        near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
        hint = phrase("unknown_argument.near", word=near[0]) if near else ""
        sys.exit(_usage(str(say("unknown_command", name=word, hint=hint))))
    execute()


def _usage(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return 2


if __name__ == "__main__":
    main()
