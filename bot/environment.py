"""The environment: variables of the process, and behind them those of a `.env` file.

The file is read as python-dotenv reads it (quotes, `export`, comments, `${NAME}`), and the process wins. Only
whoever asks for settings sees it: the process's own environment is left as it is.
"""

import codecs
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

from bot.errors import ConfigurationError

# Another file than the one in the working directory; empty: none.
DOTENV: Final = "SHAREDFATE_DOTENV"
USUAL_FILE: Final = Path(".env")
MAX_FILE_BYTES: Final = 1024 * 1024
# A shell may have written it in the encoding of its own.
_MARKS: Final = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """All variables, and which of them came from `file`; `unread` are the lines of it that say nothing."""

    variables: Mapping[str, str]
    file: Path | None = None
    from_file: frozenset[str] = field(default_factory=frozenset)
    unread: tuple[int, ...] = ()


def environment_of(process: Mapping[str, str]) -> Environment:
    """The process's variables, and those of the file. Raises ConfigurationError for one we cannot read."""
    named = process.get(DOTENV)
    file = USUAL_FILE if named is None else Path(named) if named else None
    if file is None or (named is None and not file.exists()):
        return Environment(variables=process)
    bindings = list(parse_stream(io.StringIO(_text(file))))
    wrong = [b for b in bindings if b.error or (b.key and b.value is None)]
    unread = tuple(b.original.line + _blank_before(b) for b in wrong)
    text = "".join(b.original.string for b in bindings if not b.error)
    values = {name: value for name, value in dotenv_values(stream=io.StringIO(text)).items() if value}
    added = dict(_behind(process, values))
    return Environment(variables={**added, **process}, file=file, from_file=frozenset(added), unread=unread)


def _behind(process: Mapping[str, str], values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the process does not say itself, neither in so many words nor through a file of its own."""
    for name, value in values.items():
        other = name.removesuffix("_FILE") if name.endswith("_FILE") else f"{name}_FILE"
        if name not in process and not process.get(other):
            yield name, value


def _text(file: Path) -> str:
    try:
        with file.open("rb") as source:
            data = source.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise ConfigurationError(
                f"{file} is larger than {MAX_FILE_BYTES} bytes: it holds no settings of ours"
            )
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8-sig")
        # The parser counts a line of Windows twice where it cannot read it.
        return data.decode(encoding).replace("\r\n", "\n")
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not {error.encoding.removesuffix('-sig').upper()}"
    raise ConfigurationError(f"cannot read {file}: {reason}; mend it, or set {DOTENV}= to go without it")


def _blank_before(binding: Binding) -> int:
    """How many lines of a binding come before what it says: blank ones count as its own."""
    said = binding.original.string
    return said[: len(said) - len(said.lstrip())].count("\n")
