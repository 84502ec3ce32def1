"""A job that reads a shard: ``read-shard FOLDER KEY``.

Takes the tasks from the file of that name, and puts the part beside it once it is whole. Pages are
read by a worker, as in a reparse on one machine, so that one that kills its reader is an outcome here too.
Exit status: 0 the part is there · 1 broken off, to be begun again · 2 it can't be read here.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from govcrawl import runs
from govcrawl.execution.start import begin
from govcrawl.fingerprint import reader_version
from govcrawl.jobs.shard_files import read_tasks, write_part
from govcrawl.messages import say
from govcrawl.storage import Folder, bring


def tasks_name(key: str) -> str:
    return f"{key}.tasks"


def part_name(key: str) -> str:
    return f"{key}.part"


def main(folder: str, key: str) -> int:
    """Raises what goes wrong, which is for the supervisor to try again."""
    store = Folder(folder)
    with tempfile.TemporaryDirectory(prefix="govcrawl-") as scratch:
        path = Path(scratch, "part")
        with closing(store.open(tasks_name(key))) as given, path.open("wb") as part:
            head, tasks = read_tasks(given)
            if head.reader != reader_version():
                said = say("shard_other_reader", wanted=head.reader, here=reader_version())
                sys.stderr.write(f"{said}\n")
                return runs.USAGE
            bring(head.files)
            with closing(begin(head.limits, Path(head.data), head.reader, 1)) as execution:
                done = write_part(part, (outcome for _, outcome in execution.map(tasks)))
            if done != head.tasks:
                raise RuntimeError(f"{done} of {head.tasks} pages")
        store.put(part_name(key), path)
    return runs.OK
