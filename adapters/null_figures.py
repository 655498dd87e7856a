"""Files of figures about null histories, as `sharedfate evaluate --null KIND --json` prints them."""

from pathlib import Path

import msgspec

from bot.errors import ConfigurationError


class NullMean(msgspec.Struct):
    """Wrong claims per 30 days by grade at one size: on average over the seeds, and in the worst of them."""

    services: int
    seeds: int
    wrong_per_30_days: dict[str, float]
    most_per_30_days: dict[str, float]


class NullDocument(msgspec.Struct):
    """What is read of such a file; unknown fields are ignored. `null` is whose records were given away."""

    null: str
    means: list[NullMean]
    learns: bool = True


def read_null_figures(path: Path) -> NullDocument:
    """The figures of a file. Raises ConfigurationError naming the file and what is wrong in it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=NullDocument)
    except OSError as error:
        raise ConfigurationError(f"cannot read the null figures {path}: {error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path} holds no null figures: {error}; make it with evaluate --null KIND --json"
        ) from error
