"""Settings are checked before a command begins: a wrong one is a usage error of one line."""

from __future__ import annotations

from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

import govcrawl.settings
from govcrawl.messages import say

#: The settings that are numbers, ours and Scrapy's.
_NUMBERS = (
    "GOVCRAWL_READ_JOBS",
    *(
        name
        for name, value in vars(govcrawl.settings).items()
        if name.isupper() and isinstance(value, int | float) and not isinstance(value, bool)
    ),
)


def check_settings(settings: BaseSettings) -> None:
    """Raises UsageError (exit 2) for a setting that should be a number and is none, and for a data
    directory that is a file. A setting that is not there is not used."""
    folder = settings.get("GOVCRAWL_DATA_DIR")
    if folder and Path(folder).exists() and not Path(folder).is_dir():
        raise UsageError(str(say("bad_data_dir", path=folder)), print_help=False)
    for name in _NUMBERS:
        value = settings.get(name)
        if value is None:
            continue
        try:
            bad = float(value) < 0
        except (TypeError, ValueError):
            bad = True
        if bad:
            raise UsageError(str(say("bad_setting", name=name, value=value)), print_help=False)
