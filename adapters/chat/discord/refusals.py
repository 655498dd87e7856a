"""Discord's JSON error codes and HTTP statuses, each with what follows of it for what we post.

All that the documentation lists: https://docs.discord.com/developers/topics/opcodes-and-status-codes, under
"JSON Error Codes" and "HTTP Response Codes". Most concern calls that we never make.
"""

from collections.abc import Mapping
from typing import Final

from bot.domain.refusal import Refusal

UNKNOWN_CHANNEL: Final = 10003
FORM: Final = 50035
THREAD_EXISTS: Final = 160004

_CODES: Final[Mapping[Refusal, tuple[int, ...]]] = {
    # The token, the application, or what it may do at all.
    Refusal.ACCOUNT: (
        10001, 10002, 20001, 20002, 20012, 20018, 40001, 40002, 40012, 50002, 50010, 50014, 50025, 50026,
        50041, 50067, 50178, 60003, 340015,
    ),
    # No such channel, server or person, no right to post, or none of the channels that one can post to.
    Refusal.CHANNEL: (
        10003, 10004, 10013, 20024, 40007, 40058, 40067, 50001, 50003, 50007, 50008, 50009, 50013, 50024,
        50033, 50055, 50095, 50097, 50101, 50278, 220004,
    ),
    # Locked, archived, full, there already, or nothing to reply to.
    Refusal.THREAD: (30033, 50021, 50083, 50084, 50085, 160002, 160004, 160005, 160006, 160007),
    Refusal.GONE: (10008, 50005),
    # Too large, too much, malformed, or with words or links that a filter stops.
    Refusal.FORM: (
        20009, 30015, 40005, 50006, 50035, 50045, 50046, 50109, 50110, 50123, 50138, 50146, 200000, 240000,
        400001,
    ),
    Refusal.PASSING: (
        20016, 20022, 20028, 20029, 30046, 40003, 40004, 40006, 40062, 40333, 110000, 110001, 130000, 530006,
    ),
    Refusal.MESSAGE: (
        20031, 40033, 50068, 50080, 50081, 50124, 50159, 50160, 50161, 50162, 50173, 50192, 50600, 160014,
        200001, 220001, 220002, 220003, 520000, 520001, 520002, 520003, 520004, 520006,
    ),
    # Of calls that we never make; should one of them come, nobody knows why.
    Refusal.UNKNOWN: (
        0, 10005, 10006, 10007, 10009, 10010, 10011, 10012, 10014, 10015, 10016, 10020, 10021, 10026, 10027,
        10028, 10029, 10030, 10031, 10032, 10033, 10036, 10038, 10049, 10050, 10057, 10059, 10060, 10061,
        10062, 10063, 10065, 10066, 10067, 10068, 10069, 10070, 10071, 10087, 10097, 10124, 10129, 20015,
        20035, 30001, 30002, 30003, 30004, 30005, 30007, 30008, 30010, 30011, 30013, 30016, 30018, 30019,
        30030, 30031, 30032, 30034, 30035, 30037, 30038, 30039, 30040, 30042, 30045, 30047, 30048, 30052,
        30056, 30058, 30060, 30061, 40009, 40018, 40019, 40032, 40041, 40043, 40060, 40061, 40066, 40074,
        40094, 50004, 50011, 50012, 50015, 50016, 50017, 50019, 50020, 50027, 50028, 50034, 50036, 50039,
        50054, 50057, 50070, 50073, 50074, 50086, 50091, 50131, 50132, 50144, 50145, 50151, 50163, 50167,
        80004, 90001, 90002, 150006, 170001, 170002, 170003, 170004, 170005, 170006, 170007, 180000, 180002,
        350000, 350001, 500000, 530000, 530001, 530002, 530003, 530004, 530007,
    ),
}  # fmt: skip
REFUSALS: Final[Mapping[int, Refusal]] = {
    code: refusal for refusal, codes in _CODES.items() for code in codes
}
# What counts where the code says nothing.
BY_STATUS: Final[Mapping[int, Refusal]] = {
    400: Refusal.UNKNOWN,
    401: Refusal.ACCOUNT,
    403: Refusal.CHANNEL,
    404: Refusal.CHANNEL,
    405: Refusal.MESSAGE,
    408: Refusal.PASSING,
    413: Refusal.FORM,
    429: Refusal.PASSING,
}
# Limits of writing that Discord may tell without 429: how long to leave it alone, in seconds.
WAITS: Final[Mapping[int, float]] = {
    20016: 60.0,
    20022: 300.0,
    20028: 60.0,
    20029: 60.0,
    30046: 300.0,
    40003: 300.0,
    40062: 60.0,
}
_ADVICE: Final = {
    Refusal.ACCOUNT: "DISCORD_BOT_TOKEN is not valid, or Discord does not let the bot in: reset it in the "
    "developer portal",
    Refusal.THREAD: "no thread is possible there",
    Refusal.GONE: "the message was deleted, or is not ours",
}
_NO_CHANNEL: Final = "no such channel or message: check the id"
_NO_RIGHT: Final = (
    "the bot may not post there: give it View Channel, Send Messages, Embed Links, Attach Files, Create "
    "Public Threads, Send Messages in Threads and Read Message History"
)


def refusal_of(code: int, status: int) -> Refusal:
    """What follows of an answer: its code counts, and where that says nothing its status."""
    if status >= 500:
        return Refusal.PASSING
    if status == 401:
        return Refusal.ACCOUNT
    known = REFUSALS.get(code, Refusal.UNKNOWN)
    return BY_STATUS.get(status, Refusal.UNKNOWN) if known is Refusal.UNKNOWN else known


def advice_on(refusal: Refusal, status: int) -> str:
    """What it means, and what a person can do; empty where Discord's own words say more."""
    if refusal is Refusal.CHANNEL:
        return {403: _NO_RIGHT, 404: _NO_CHANNEL}.get(status, "")
    return _ADVICE.get(refusal, "")
