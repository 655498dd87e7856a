"""`python -m tests.openapi > docs/openapi.json`: the description of the API, as it is answered."""

import json

from adapters.web.api.document import document
from adapters.web.api.operations import OPERATIONS


def written() -> str:
    """The document as it is kept."""
    return json.dumps(document(OPERATIONS), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(written(), end="")  # noqa: T201  -- that is what it is for
