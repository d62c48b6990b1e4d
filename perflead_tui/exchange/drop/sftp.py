"""A drop on an SSH server. Keys, agent, host names and known hosts are those of ~/.ssh; no host is trusted unseen."""

import asyncio
import contextlib
import errno
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any

from perflead_tui.exchange.drop import names
from perflead_tui.exchange.drop.address import Address
from perflead_tui.exchange.drop.library import AGENT, need, wait
from perflead_tui.exchange.drop.patience import Patience
from perflead_tui.exchange.drop.store import MTIME, PAGE, Entry, NoBase, Oversized, Untrusted

_READ_ONLY = 1  # ST_RDONLY in the answer to statvfs
_TIDY = 2.0  # seconds for removing a temporary file


class SftpStore:
    """One review below a folder of an SSH server."""

    resumes = False

    def __init__(self, address: Address, review: str, patience: Patience) -> None:
        self._ssh = need("asyncssh")
        self._sshfs = need("sshfs")
        self._address = address
        # As curl and git read it: /~/ is the home folder, and so is nothing.
        self._base = (
            address.path.removeprefix("/~").removeprefix("/") or "." if _at_home(address.path) else address.path
        )
        self._root = f"{self._base.rstrip('/')}/{names.check_review(review)}".removeprefix("./")
        self._review, self._patience = review, patience
        self._fs: Any = None
        self._sftp: Any = None

    def lay(self) -> None:
        """Make the review's folders with the rights of the folder they are in."""

        async def lay(sftp: Any) -> None:
            mode = stat.S_IMODE((await self._stat_base(sftp)).permissions or 0o700)
            for folder in (self._root, *(f"{self._root}/{name}" for name in names.folders_of(self._review))):
                if await sftp.isdir(folder):
                    continue
                try:
                    await sftp.mkdir(folder)
                except (self._ssh.SFTPFailure, self._ssh.SFTPFileAlreadyExists):
                    if not await sftp.isdir(folder):
                        raise
                with contextlib.suppress(self._ssh.SFTPPermissionDenied, self._ssh.SFTPFailure):
                    await sftp.chmod(folder, mode)

        self._do(lay)

    def create(self, name: str, data: bytes) -> None:
        """Write beside, then link or rename: both refuse a name that is taken."""

        async def create(sftp: Any) -> None:
            final = f"{self._root}/{name}"
            temporary = f"{final.rpartition('/')[0]}/{names.temporary_name()}"
            try:
                await self._write(sftp, temporary, data)
                await self._place(sftp, temporary, final)
            except self._ssh.SFTPFailure as error:
                raise await self._why(sftp, error, len(data)) from error
            finally:
                with contextlib.suppress(self._ssh.Error, OSError):
                    async with asyncio.timeout(_TIDY):
                        await sftp.remove(temporary)

        self._do(create)

    def read(self, name: str, limit: int) -> bytes:
        """Read the regular file `name`, never through a link and never a pipe."""

        async def read(sftp: Any) -> bytes:
            path = f"{self._root}/{name}"
            found = await sftp.lstat(path)
            if not stat.S_ISREG(found.permissions or 0):
                raise FileNotFoundError(errno.ENOENT, "not a regular file")
            if found.size is None or found.size > limit:
                raise Oversized(name)
            async with sftp.open(path, "rb") as file:
                data = bytes(await file.read(limit))
            if len(data) != found.size:
                raise BlockingIOError(errno.EAGAIN, "it changed while it was read")
            return data

        data: bytes = self._do(read)
        return data

    def pages(self, folder: str, after: str) -> Iterator[list[Entry]]:
        """The folder as the server tells it, about `PAGE` names at a time."""
        path = f"{self._root}/{folder}"
        found: AsyncIterator[Any] = self._client().scandir(path)

        async def page(_sftp: Any) -> list[Any]:
            told = []
            async for item in found:
                told.append(item)
                if len(told) == PAGE:
                    break
            return told

        while told := self._do(page):
            yield [_entry(item) for item in told if item.filename not in (".", "..")]

    def remove(self, name: str) -> None:
        """Remove the file `name`."""
        self._do(lambda sftp: sftp.remove(f"{self._root}/{name}"))

    def require_base(self) -> None:
        """Raise NoBase if the folder is not there."""
        self._do(self._stat_base)

    def reset(self) -> None:
        """Close the connection without waiting for the server."""
        fs, self._fs, self._sftp = self._fs, None, None
        if fs is not None:
            fs.loop.call_soon_threadsafe(fs.client.abort)

    async def _stat_base(self, sftp: Any) -> Any:
        try:
            return await sftp.stat(self._base)
        except self._ssh.SFTPNoSuchFile:
            raise NoBase("no such folder") from None

    async def _write(self, sftp: Any, path: str, data: bytes) -> None:
        mode = stat.S_IMODE((await self._stat_base(sftp)).permissions or 0) & 0o444 | 0o600
        async with sftp.open(path, "xb") as file:
            await file.write(data)
            # Whoever may read the folder may read the file. Not every server lets us say so, or sets times, or syncs.
            with contextlib.suppress(self._ssh.SFTPPermissionDenied, self._ssh.SFTPOpUnsupported):
                await file.setstat(self._ssh.SFTPAttrs(permissions=mode, atime=MTIME, mtime=MTIME))
            with contextlib.suppress(self._ssh.SFTPOpUnsupported):
                await file.fsync()

    async def _place(self, sftp: Any, temporary: str, final: str) -> None:
        """Give `temporary` its name unless the name is taken. Raises FileExistsError if it is."""
        refusals = (self._ssh.SFTPFailure, self._ssh.SFTPPermissionDenied, self._ssh.SFTPFileAlreadyExists)
        try:
            await sftp.link(temporary, final)
            return
        except (*refusals, self._ssh.SFTPOpUnsupported):
            if await sftp.lexists(final):
                raise FileExistsError(errno.EEXIST, "the name is taken") from None
        try:
            await sftp.rename(temporary, final)
        except refusals:
            if await sftp.lexists(final):
                raise FileExistsError(errno.EEXIST, "the name is taken") from None
            raise

    async def _why(self, sftp: Any, error: Exception, size: int) -> Exception:
        """What stands behind a plain "Failure", which is all that the usual version of the protocol says."""
        try:
            space = await sftp.statvfs(self._base)
        except self._ssh.SFTPError:
            return error
        if space.flags & _READ_ONLY:
            return OSError(errno.EROFS, "read-only")
        if space.bavail * space.frsize < size + space.frsize:
            return OSError(errno.ENOSPC, "no space")
        return error

    def _client(self) -> Any:
        if self._sftp is None:
            with self._faults():
                self._fs = self._sshfs.SSHFileSystem(self._address.host, skip_instance_cache=True, **self._options())
                # Names that are not UTF-8 are junk, which must not break a listing.
                start = partial(self._fs.client.start_sftp_client, path_errors="surrogateescape")
                self._sftp = wait(self._fs.loop, self._patience.read, start)
        return self._sftp

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {
            "known_hosts": (),  # those of ~/.ssh; sshfs alone would trust any host
            "agent_forwarding": False,
            "client_version": AGENT,
            "connect_timeout": self._patience.connect,
            "login_timeout": self._patience.read,
            "keepalive_interval": self._patience.read,
            "keepalive_count_max": 2,
        }
        if self._address.user:
            options["username"] = self._address.user
        if self._address.port:
            options["port"] = self._address.port
        return options

    def _do(self, step: Callable[[Any], Awaitable[Any]]) -> Any:
        sftp = self._client()
        with self._faults():
            return wait(self._fs.loop, self._patience.whole, lambda: step(sftp))

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        """Say asyncssh's errors in the words of `store.py`."""
        ssh = self._ssh
        try:
            yield
        except ssh.HostKeyNotVerifiable as error:
            raise Untrusted(str(error)) from error
        except (ssh.PermissionDenied, ssh.SFTPPermissionDenied, ssh.SFTPWriteProtect) as error:
            raise PermissionError(errno.EACCES, error.reason) from error
        except (ssh.SFTPNoSuchFile, ssh.SFTPNoSuchPath) as error:
            raise FileNotFoundError(errno.ENOENT, error.reason) from error
        except (ssh.SFTPNoSpaceOnFilesystem, ssh.SFTPQuotaExceeded) as error:
            raise OSError(errno.ENOSPC, error.reason) from error
        except (ssh.DisconnectError, ssh.ChannelOpenError, ssh.SFTPNoConnection, ssh.SFTPConnectionLost) as error:
            raise ConnectionResetError(errno.ECONNRESET, error.reason) from error
        except ssh.Error as error:
            raise OSError(errno.EPROTO, error.reason) from error
        except (ssh.ConfigParseError, ssh.KeyImportError) as error:
            raise OSError(errno.EINVAL, f"~/.ssh: {error}") from error


def _at_home(path: str) -> bool:
    return path in ("", "/~") or path.startswith("/~/")


def _entry(found: Any) -> Entry:
    regular = stat.S_ISREG(found.attrs.permissions or 0) and found.attrs.size is not None
    return Entry(found.filename, found.attrs.size if regular else -1)
