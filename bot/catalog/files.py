"""The texts of the catalogue: the shipped files, one a category, and one of whoever runs us."""

from pathlib import Path
from typing import Final

from bot.errors import ConfigurationError

# The shipped ones have 2 MB.
MAX_FILE_BYTES: Final = 32 * 1024 * 1024


def texts_of(extra: Path | None, *, shipped: bool) -> dict[str, str]:
    """TOML texts by file name, as they are asked for. Raises ConfigurationError."""
    files = sorted(Path(__file__).parent.glob("*.toml")) if shipped else []
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    if extra is None:
        return texts
    # One's own may be called as one of those, where it lies in the folder we were started in.
    name = str(extra if str(extra) not in texts else extra.absolute())
    return {**texts, name: text_of(extra)}


def text_of(path: Path) -> str:
    """A file of one's own, which an editor may have begun with a mark of the encoding.

    Raises ConfigurationError.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) <= MAX_FILE_BYTES:
            return data.decode("utf-8-sig")
        reason = f"larger than {MAX_FILE_BYTES} bytes"
    except OSError as error:
        reason = f"{error.strerror}"
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8: it is no TOML text"
    raise ConfigurationError(f"cannot read the catalogue file {path}: {reason}")
