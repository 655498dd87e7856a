"""Words: untrusted text made harmless, and lists."""

from collections.abc import Sequence

from bot.domain.unseen import bounded_line
from bot.speech.speech import say


def clean(text: str, limit: int = 300) -> str:
    """One line without characters that nobody sees, at most `limit` characters."""
    return bounded_line(text, limit)


def listing(names: Sequence[str], shown: int = 3) -> str:
    """Join names: "A, B and C", or "A, B, C and 4 more"."""
    names = [clean(name, 60) for name in names]
    if len(names) > shown + 1:
        return say("{names} and {number} more", names=", ".join(names[:shown]), number=len(names) - shown)
    if len(names) < 2:
        return "".join(names)
    return say("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def plural(number: int, one: str, many: str | None = None) -> str:
    """Count: "1 service", "6 services"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
