"""What this program makes of its own files to start faster: shipped with it, or in the cache of its user.

None of it is ever needed. A file begins with a digest of what follows, so that half a file is none; what is
missing or wrong is made anew and written in one stroke, by as many processes as like to. Where nothing can be
written, it is made anew each time.
"""

import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

SHIPPED: Final = Path(__file__).parent / "made"
# A catalogue of one's own leaves one behind with every change.
MOST_OF_A_KIND: Final = 4
_DIGEST_BYTES: Final = 16


def kept(kind: str, make: str) -> bytes | None:
    """What is kept of a kind in just this make; None where that is nowhere, or not whole."""
    found = shipped(kind, make)
    return found if found is not None else kept_here(kind, make)


def shipped(kind: str, make: str) -> bytes | None:
    """The same of what was shipped alone."""
    return _read(SHIPPED / f"{kind}-{make}")


def kept_here(kind: str, make: str) -> bytes | None:
    """The same of what processes of this user have kept."""
    folder = _folder_here()
    return _read(folder / f"{kind}-{make}") if folder is not None else None


def keep(kind: str, make: str, content: bytes) -> None:
    """Keep it for the next process of whoever runs this one, if there is a place for it."""
    folder = _folder_here()
    if folder is not None:
        with suppress(OSError):
            write(folder, kind, make, content)
            _clear(folder, kind)


def write(folder: Path, kind: str, make: str, content: bytes) -> None:
    """Write it into a folder: whoever reads meanwhile finds what was there before. Raises OSError."""
    unfinished = folder / f".{kind}-{os.getpid()}"
    try:
        unfinished.write_bytes(_digest(content) + content)
        unfinished.replace(folder / f"{kind}-{make}")
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _folder_here() -> Path | None:
    """The cache of whoever runs us, writable by nobody else; None where there is none."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  -- Path raises
    folder = Path(caches, "sharedfate")
    if not folder.is_absolute():
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.stat()
    except OSError:
        return None
    return folder if found.st_uid == os.geteuid() and not found.st_mode & 0o022 else None


def _read(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    content = data[_DIGEST_BYTES:]
    return content if data[:_DIGEST_BYTES] == _digest(content) else None


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST_BYTES).digest()


def _clear(folder: Path, kind: str) -> None:
    """Take away what is oldest. Raises OSError where another process does the same."""
    files = sorted(folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in files[MOST_OF_A_KIND:]:
        old.unlink(missing_ok=True)
