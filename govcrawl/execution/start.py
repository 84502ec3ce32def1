"""The execution that the settings ask for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from govcrawl.execution.execution import Execution, Inline
from govcrawl.execution.killers import NAME, Killers
from govcrawl.execution.pool import Pool
from govcrawl.execution.read_settings import Limits

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def start(settings: BaseSettings, reader: str, *, jobs: int | None = None) -> Execution:
    """``reader``: the version of the reader; ``jobs``: worker processes, as the settings say
    where it is None. Without workers (0), and where the system has none of the kind, pages are
    read in this process."""
    limits = limits_of(settings)
    jobs = settings.getint("GOVCRAWL_READ_JOBS") if jobs is None else jobs
    return begin(limits, Path(settings["GOVCRAWL_DATA_DIR"]), reader, jobs)


def limits_of(settings: BaseSettings) -> Limits:
    """The limits that the settings give a page."""
    return Limits(
        seconds=settings.getfloat("GOVCRAWL_READ_SECONDS"),
        memory=settings.getint("GOVCRAWL_READ_MEMORY") << 20,
        max_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
        reader=settings.get("GOVCRAWL_READER"),
    )


def begin(limits: Limits, data_dir: Path, reader: str, jobs: int) -> Execution:
    """The execution with these limits; ``data_dir`` remembers the pages that kill readers."""
    killers = Killers(data_dir / NAME, reader, limits)
    return Pool(limits, killers, jobs) if jobs and os.name == "posix" else Inline(limits, killers)
