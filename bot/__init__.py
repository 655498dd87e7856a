"""Sharedfate: is it us, or something upstream, and who else?"""

from typing import Final

__version__: Final = "0.1.0"
