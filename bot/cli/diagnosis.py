"""What `doctor` finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at."""

    what: str
    ok: bool
    says: str
