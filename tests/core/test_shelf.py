"""A shelf shows the newest of what was put on it, in whatever order that came and went."""

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
def test_a_shelf_is_what_sorting_everything_on_it_gives(seed: int) -> None:
    random = Random(seed)
    shelf: NewestFew[Thing] = NewestFew()
    things = dict[str, Thing]()
    for step in range(400):
        thing = a_thing(random.randrange(2 * SIZE), step)
        if random.random() < 0.6:
            shelf, things[thing.key] = shelf.with_(thing), thing
        else:
            shelf = shelf.without(thing.key)
            things.pop(thing.key, None)

        newest = sorted(things.values(), key=lambda t: (t.seen, t.key))[-SIZE:]
        assert shelf.newest == tuple(newest)
        assert dict(shelf.rest) == {key: t for key, t in things.items() if t not in newest}


def test_the_order_in_which_things_came_leaves_no_mark() -> None:
    things = [a_thing(number) for number in range(2 * SIZE)]
    shelves = []
    for seed in range(5):
        shelf: NewestFew[Thing] = NewestFew()
        for thing in Random(seed).sample(things, len(things)):
            shelf = shelf.with_(thing)
        shelves.append(shelf)

    assert all(shelf == shelves[0] for shelf in shelves)
