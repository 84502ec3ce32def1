"""``python -m govcrawl COMMAND``: the project's Scrapy commands, from any folder."""

from __future__ import annotations

import os

from scrapy.cmdline import execute


def main() -> None:
    """The command ``govcrawl``: what ``scrapy`` does in a checkout, from any folder."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "govcrawl.settings")
    execute()


if __name__ == "__main__":
    main()
