"""Values to bytes and back."""

import pytest

from bot.domain.incident import Incident
from bot.errors import StoreUnavailable
from bot.storage.codec import COMPRESSED_FROM_BYTES, SQUEEZED_FROM_BYTES, decode, encode, squeezed
from tests.builders import a_member, an_evidence, an_incident

LARGE = an_incident(
    members=tuple(a_member(f"service-{n}") for n in range(250)),
    evidence=tuple(an_evidence(service=f"service-{n}") for n in range(250)),
)


def test_a_usual_value_can_be_read_with_the_eye() -> None:
    assert encode(an_incident()).startswith(b'4{"id":"inc-1"')
    assert decode(encode(an_incident()), Incident) == an_incident()


def test_a_large_value_takes_little_room_and_comes_back_whole() -> None:
    assert len(encode(LARGE)) < 20_000
    assert decode(encode(LARGE), Incident) == LARGE


def test_what_a_stream_keeps_is_compressed_from_a_kilobyte_on_and_once() -> None:
    usual = an_incident(members=tuple(a_member(f"service-{n}") for n in range(12)))
    data = encode(usual)
    assert SQUEEZED_FROM_BYTES < len(data) < COMPRESSED_FROM_BYTES
    assert len(squeezed(data)) < len(data) / 3
    assert decode(squeezed(data), Incident) == usual
    assert squeezed(squeezed(data)) == squeezed(data)
    assert squeezed(encode("small")) == encode("small")


@pytest.mark.parametrize("data", [b"4zz", b"4z", b"4{}", b"4", encode(LARGE)[:-9]])
def test_what_cannot_be_read_is_named(data: bytes) -> None:
    with pytest.raises(StoreUnavailable, match="a Incident we cannot read"):
        decode(data, Incident)


@pytest.mark.parametrize("data", [b"", b"2{}", b"{}"])
def test_another_schema_is_named(data: bytes) -> None:
    with pytest.raises(StoreUnavailable, match="this version reads '4'"):
        decode(data, Incident)
