"""Of crawls side by side one at a time asks an address, at its pace."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from govcrawl.fetching.leases import Leases


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_one_at_a_time_and_at_the_pace_of_the_address(tmp_path: Path) -> None:
    clock = Clock()
    one, other = (Leases(tmp_path / "leases", clock) for _ in range(2))
    assert one.take("192.0.2.1", 2) == 0
    assert one.take("192.0.2.1", 2) == 0, "its own requests keep their own pace"
    assert other.take("192.0.2.1", 2) > 0
    assert other.take("2001:db8::1", 2) == 0, "another address"
    one.give("192.0.2.1")
    assert other.take("192.0.2.1", 2) > 0, "one is still under way"
    one.give("192.0.2.1")
    assert other.take("192.0.2.1", 2) == 2
    clock.now += 1.5
    assert other.take("192.0.2.1", 2) == 0.5
    clock.now += 0.5
    assert other.take("192.0.2.1", 2) == 0
    assert one.take("192.0.2.1", 2) > 0


def test_a_clock_that_is_ahead_and_a_torn_file_hold_up_nobody_for_long(tmp_path: Path) -> None:
    here, ahead = Clock(), Clock()
    ahead.now += 3600
    other = Leases(tmp_path, ahead)
    assert other.take("192.0.2.1", 1) == 0
    other.give("192.0.2.1")
    assert Leases(tmp_path, here).take("192.0.2.1", 1) == 1
    (tmp_path / "192.0.2.1.last").write_text("", "ascii")
    assert Leases(tmp_path, here).take("192.0.2.1", 1) == 0


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("ab"), st.floats(0, 3)), max_size=30))
def test_no_two_crawls_ask_one_address_at_once(
    tmp_path_factory: object, steps: list[tuple[int, str, float]]
) -> None:
    clock = Clock()
    folder = tmp_path_factory.mktemp("leases")  # type: ignore[attr-defined]
    crawls = [Leases(folder, clock) for _ in range(3)]
    asking: dict[str, int] = {}
    last: dict[str, tuple[int, float]] = {}
    for number, address, seconds in steps:
        clock.now += seconds
        if asking.get(address) == number:
            crawls[number].give(address)
            del asking[address]
        elif crawls[number].take(address, 1) == 0:
            assert address not in asking
            assert clock.now - last.get(address, (number, 0.0))[1] >= 1 - 1e-6
            asking[address], last[address] = number, (number, clock.now)
    for address, number in asking.items():
        crawls[number].give(address)
