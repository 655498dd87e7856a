"""Wire types are made ready by one thread each."""

import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec

from adapters.wire_types import converted, decoder_of


def a_type(number: int) -> type[msgspec.Struct]:
    return msgspec.defstruct(f"Page{number}", [("status", str), ("count", int | None, None)])


def test_of_all_threads_that_meet_a_type_at_once_one_makes_its_decoder() -> None:
    for number in range(20):
        wire_type, together = a_type(number), threading.Barrier(8)

        def met(met_type: type[msgspec.Struct] = wire_type, at: threading.Barrier = together) -> int:
            at.wait()
            return id(decoder_of(met_type))

        with ThreadPoolExecutor(8) as threads:
            assert len({each.result() for each in [threads.submit(met) for _ in range(8)]}) == 1


def test_numbers_may_be_written_as_texts() -> None:
    wire_type = a_type(99)

    assert decoder_of(wire_type).decode(b'{"status": "up", "count": "7"}') == wire_type(status="up", count=7)
    assert converted({"status": "up", "count": "7"}, wire_type) == wire_type(status="up", count=7)
