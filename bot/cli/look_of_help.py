"""How help looks, imported without a parser of Markdown, in which none of ours is written."""

import sys
from types import ModuleType

from bot.absent import absent


def import_look() -> None:
    """Import typer's look of help, which otherwise takes half as long again."""
    markdown = ModuleType("rich.markdown")
    markdown.Markdown = object  # type: ignore[attr-defined]
    is_new = sys.modules.setdefault(markdown.__name__, markdown) is markdown
    try:
        # rich knows how to show values of attrs, too.
        with absent("attr"):
            import typer.rich_utils  # noqa: F401, PLC0415
    finally:
        if is_new:
            del sys.modules[markdown.__name__]
