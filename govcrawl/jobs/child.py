"""A job's process: the command, or the reading of a shard, ended with the process that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from govcrawl.jobs.job import READ_SHARD


def main() -> None:
    """``python -m govcrawl.jobs.child PARENT ARGUMENT…``"""
    parent, arguments = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        # A crawl whose supervisor has ended is taken up elsewhere, from its archive: it must
        # not go on here.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it was quicker
            sys.exit(1)
    if arguments[0] == READ_SHARD:
        from govcrawl.jobs.read_shard import main as read_shard

        sys.exit(read_shard(*arguments[1:]))
    from govcrawl.__main__ import main as run

    sys.argv = ["govcrawl", *arguments]
    run()


if __name__ == "__main__":
    main()
