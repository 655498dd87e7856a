"""How a document of unknown or doubtful encoding is read: what its first bytes say, else the likeliest."""

import codecs
import re
from typing import Final

# The longer marks first: that of UTF-32 begins with that of UTF-16.
MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the Windows code page would hardly hold: a letter of UTF-8 in full.
_LETTER: Final = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def likeliest_text(body: bytes) -> str:
    """Bytes that declare nothing, as text: UTF-8, also where a few are broken; else the Windows code page."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("utf-8" if _LETTER.search(body) else "cp1252", errors="replace")
