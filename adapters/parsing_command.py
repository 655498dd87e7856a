"""How a process that parses pages for another is started."""

import sys
from typing import Final

PARSING_CHILD: Final = (sys.executable, "-m", "adapters.parsing_child")
