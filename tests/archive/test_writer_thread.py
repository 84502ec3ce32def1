"""Work is done behind, in order, and no more of it waits than may."""

from __future__ import annotations

import threading

import pytest

from govcrawl.archive.writer_thread import Behind


def test_work_is_done_in_order_and_errors_reach_who_asks() -> None:
    done: list[int] = []
    behind = Behind("test")
    futures = [behind.do(lambda n=n: done.append(n)) for n in range(50)]  # type: ignore[misc]
    failed = behind.do(lambda: 1 // 0)
    behind.wait()
    assert done == list(range(50))
    assert all(future.done() for future in futures)
    with pytest.raises(ZeroDivisionError):
        failed.result()
    behind.close()
    with pytest.raises(RuntimeError):
        behind.do(lambda: None)


def test_who_hands_over_too_much_waits() -> None:
    behind, go, handed = Behind("test", limit=10), threading.Event(), []
    behind.do(go.wait, 8)

    def hand_over() -> None:
        for number in range(3):
            behind.do(lambda: None, 8)
            handed.append(number)

    other = threading.Thread(target=hand_over)
    other.start()
    other.join(0.2)
    assert handed == []  # eight bytes wait, and eight more are too many
    go.set()
    other.join()
    assert handed == [0, 1, 2]
    behind.close()
