"""The ``scrapy`` command with the stand-in for the reader."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    os.environ["GOVCRAWL_READER"] = "tests.standin.read"
    os.environ["SCRAPY_SETTINGS_MODULE"] = "govcrawl.settings"
    from scrapy.cmdline import execute

    execute(["scrapy", *sys.argv[1:]])
