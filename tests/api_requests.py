"""`python -m tests.api_requests`: the API is asked by its own description, rightly and wrongly.

Schemathesis makes the requests of /api/v1/openapi.json; each answer must be one that the description
foresees, in its form, and none a fault. Exits 1 with the first that is not.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

TOKEN: Final = "a-token-of-tests"


@dataclass(kw_only=True)
class Asked:
    """What came back, counted by operation and status."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        return self.statuses.total()


def ask(base_url: str, requests: int, start: int = 1) -> Asked:
    """Ask about so many times, half of them wrongly. Raises on the first answer that is not foreseen."""
    schema = schemathesis.openapi.from_url(f"{base_url}/api/v1/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    # Without parameters there is one way to ask, and none to ask wrongly.
    plain = [one for one in operations if not (one.query or one.path_parameters or one.body)]
    others = [(one, mode) for one in operations if one not in plain for mode in GenerationMode]
    asked = Asked()
    for operation in plain:
        _asked(asked, operation, GenerationMode.POSITIVE, 1, start)
    each = max(1, (requests - len(plain)) // len(others))
    for number, (operation, mode) in enumerate(others):
        _asked(asked, operation, mode, each, start + number)
    return asked


def _asked(
    asked: Asked, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, times: int, start: int
) -> None:
    @seed(start)
    @settings(
        max_examples=times,
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def promise(case: Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE and case.query:
            case.query.pop("cursor", None)  # one that is ours nobody can make up
        response = case.call(headers={"Authorization": f"Bearer {TOKEN}"})
        asked.statuses[operation.label, response.status_code] += 1
        case.validate_response(response)

    promise()
