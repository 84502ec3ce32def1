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


def start(
    settings: BaseSettings,
    reader: str,
    *,
    jobs: int | None = None,
    warm: str = "",
    forked: bool = False,
) -> Execution:
    """``reader``: the version of the reader; ``jobs``: worker processes, as the settings say
    where it is None; ``warm``: the dotted name of what loads what their work needs; ``forked``:
    workers may be forked from this process as it is now, which begins sooner. Without workers (0), and where the system has none of the kind, pages are read in this process."""
    limits = limits_of(settings)
    jobs = settings.getint("GOVCRAWL_READ_JOBS") if jobs is None else jobs
    return begin(limits, Path(settings["GOVCRAWL_DATA_DIR"]), reader, jobs, warm, forked=forked)


def limits_of(settings: BaseSettings) -> Limits:
    """The limits that the settings give a page."""
    return Limits(
        seconds=settings.getfloat("GOVCRAWL_READ_SECONDS"),
        memory=settings.getint("GOVCRAWL_READ_MEMORY") << 20,
        max_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
        reader=settings.get("GOVCRAWL_READER"),
    )


def begin(
    limits: Limits,
    data_dir: Path,
    reader: str,
    jobs: int,
    warm: str = "",
    *,
    forked: bool = False,
) -> Execution:
    """The execution with these limits; ``data_dir`` remembers the pages that kill readers."""
    killers = Killers(data_dir / NAME, reader, limits)
    if jobs and os.name == "posix":
        return Pool(limits, killers, jobs, warm, forked=forked)
    return Inline(limits, killers)
