"""A window shows the newest of what was put into it, in whatever order that came and went."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.correlation.state import SIZE, NewestFew
from tests.builders import NOON


@dataclass(frozen=True, slots=True)
class Thing:
    key: str
    seen: datetime
    says: int = 0


def a_thing(number: int, says: int = 0) -> Thing:
    """Several things of one moment, so that keys have to decide."""
    return Thing(key=f"{number:03}", seen=NOON + timedelta(minutes=number // 3), says=says)


@pytest.mark.uncounted
@pytest.mark.parametrize("seed", range(20))
def test_a_window_is_what_sorting_everything_in_it_gives(seed: int) -> None:
    random = Random(seed)
    window: NewestFew[Thing] = NewestFew()
    things = dict[str, Thing]()
    for step in range(400):
        thing = a_thing(random.randrange(2 * SIZE), step)
        if random.random() < 0.6:
            window, things[thing.key] = window.with_(thing), thing
        else:
            window = window.without(thing.key)
            things.pop(thing.key, None)

        newest = sorted(things.values(), key=lambda t: (t.seen, t.key))[-SIZE:]
        assert window.newest == tuple(newest)
        assert dict(window.rest) == {key: t for key, t in things.items() if t not in newest}


def test_the_order_in_which_things_came_leaves_no_mark() -> None:
    things = [a_thing(number) for number in range(2 * SIZE)]
    windows = []
    for seed in range(5):
        window: NewestFew[Thing] = NewestFew()
        for thing in Random(seed).sample(things, len(things)):
            window = window.with_(thing)
        windows.append(window)

    assert all(window == windows[0] for window in windows)
