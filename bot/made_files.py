"""Makes what a start would otherwise make, for the wheel: `python -m bot.made_files FOLDER`.

Of libraries it needs msgspec and tomli alone. Other Pythons than this one compile expressions for themselves.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from bot import expressions, made_catalog
from bot.catalog.files import texts_of
from bot.kept_files import write
from bot.questions.names import Names
from bot.questions.phrases import PATTERNS

# Who compiles most, and imports no more than the above.
WITH_EXPRESSIONS: Final = (
    "bot.questions.any_language",
    "bot.wording.reading",
    "bot.correlation.headlines",
    "adapters.times",
)


def main() -> None:
    """Write both files into a folder."""
    folder = Path(sys.argv[1])
    texts = texts_of(None, shipped=True)
    write(folder, made_catalog.KIND, made_catalog.make_of(texts), made_catalog.content_of(texts))
    for module in WITH_EXPRESSIONS:
        import_module(module)
    for pattern in PATTERNS:
        pattern.make()
    Names(made_catalog.made_of(tuple(texts.items()))).spellings.spans("")
    write(folder, expressions.KIND, expressions.make_here(), expressions.content())


if __name__ == "__main__":
    main()
