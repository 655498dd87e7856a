"""What strangers put into our refusals: a page's own value, a platform's own words."""

from collections.abc import Callable

import pytest

from adapters.status_pages import FORMATS
from bot.domain.status import UnreadableReason
from bot.errors import (
    MAX_FOREIGN_CHARACTERS,
    ArrivalRefused,
    DeliveryError,
    PageUnreadable,
    RateLimited,
    Undeliverable,
)
from tests.builders import a_page

HOSTILE = "\n\x1b[31mup\r\x00\u202e" + "@everyone \n" * 5_000


@pytest.mark.parametrize(
    "refused",
    [
        lambda text: PageUnreadable(UnreadableReason.NOT_THIS_FORMAT, text),
        ArrivalRefused,
        DeliveryError,
        Undeliverable,
        lambda text: RateLimited(text, retry_after_seconds=1.0),
    ],
)
def test_a_refusal_is_one_bounded_line_of_what_is_seen(refused: Callable[[str], Exception]) -> None:
    said = str(refused(HOSTILE))

    assert said.isprintable()
    assert len(said) < MAX_FOREIGN_CHARACTERS + 100


@pytest.mark.parametrize("name", ["statuspage", "instatus", "feed", "cachet", "aws_health", "uptime_kuma"])
def test_a_page_cannot_write_into_its_own_refusal(name: str) -> None:
    key = "\\n\\u001b[2J" * 2_000
    with pytest.raises(PageUnreadable) as refusal:
        FORMATS[name].parse(
            a_page(f'{{"{key}": "{key}", "page": "{key}", "data": {{"type": "{key}"}}}}'.encode())
        )

    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < MAX_FOREIGN_CHARACTERS + 100
