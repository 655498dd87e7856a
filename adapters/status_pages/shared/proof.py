"""Why a reader is unproven: what stood behind it when it was written, in words for `sharedfate check`."""

from typing import Final

FROM_DOCUMENTATION: Final = "written from its documentation: no real payload was at hand"
SEEN_CALM: Final = "seen only while all was well: how it tells of trouble is from its documentation"
