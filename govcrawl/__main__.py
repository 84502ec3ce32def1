"""``python -m govcrawl COMMAND``: the project's Scrapy commands, from any folder."""

from __future__ import annotations

import os

from scrapy.cmdline import execute

if __name__ == "__main__":
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "govcrawl.settings")
    execute()
