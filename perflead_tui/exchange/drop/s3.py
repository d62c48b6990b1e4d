"""A drop in S3-compatible object storage. Keys, profile, region and endpoint are those of the AWS environment.

A file is created by a conditional PUT (If-None-Match: *): the store itself refuses a taken name, and no reader sees an
object before it is whole. AWS, MinIO, Ceph and others know it. A store that says it does not is refused, and
`Drop.check` finds one that silently overwrites.
"""

import contextlib
import errno
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from perflead_tui.exchange.drop import names
from perflead_tui.exchange.drop.address import Address
from perflead_tui.exchange.drop.library import AGENT, certificate_refused, need, wait
from perflead_tui.exchange.drop.patience import Patience
from perflead_tui.exchange.drop.store import Entry, NoBase, Oversized, Skewed, Unfit, Untrusted

_PAGE = 1000  # the most that S3 tells at a time
_CODES: dict[str, Callable[[str], OSError]] = {
    "NoSuchBucket": NoBase,
    "NoSuchKey": lambda text: FileNotFoundError(errno.ENOENT, text),
    "NotImplemented": Unfit,
    "PreconditionFailed": lambda text: FileExistsError(errno.EEXIST, text),
    "QuotaExceeded": lambda text: OSError(errno.ENOSPC, text),
    "RequestTimeTooSkewed": Skewed,
    "XMinioStorageFull": lambda text: OSError(errno.ENOSPC, text),
}
_STATUS: dict[int, Callable[[str], OSError]] = {
    401: lambda text: PermissionError(errno.EACCES, text),
    403: lambda text: PermissionError(errno.EACCES, text),
    404: lambda text: FileNotFoundError(errno.ENOENT, text),
    408: lambda text: TimeoutError(errno.ETIMEDOUT, text),
    409: lambda text: BlockingIOError(errno.EAGAIN, text),  # another conditional write is on its way
    412: lambda text: FileExistsError(errno.EEXIST, text),
    429: lambda text: BlockingIOError(errno.EAGAIN, text),
    501: Unfit,
    507: lambda text: OSError(errno.ENOSPC, text),
}


class S3Store:
    """One review below a prefix of a bucket."""

    resumes = True

    def __init__(self, address: Address, review: str, patience: Patience) -> None:
        s3fs = need("s3fs")
        self._errors = need("botocore.exceptions")
        self._parsers = need("botocore.parsers")
        self._http = need("aiohttp")
        self._patience = patience
        self._bucket = address.host
        self._prefix = "/".join(part for part in (address.path.strip("/"), names.check_review(review)) if part) + "/"
        self._fs = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False, config_kwargs=self._config())

    def lay(self) -> None:
        """Object storage has no folders; ask for the bucket."""
        self.require_base()

    def create(self, name: str, data: bytes) -> None:
        """A conditional write."""
        kind = "application/octet-stream"
        self._call("put_object", Key=self._prefix + name, Body=data, IfNoneMatch="*", ContentType=kind)

    def read(self, name: str, limit: int) -> bytes:
        """Ask for the first `limit` bytes; the answer's head says how many there are in all."""

        async def read(client: Any) -> bytes:
            key, span = self._prefix + name, f"bytes=0-{limit - 1}"
            try:
                answer = await client.get_object(Bucket=self._bucket, Key=key, Range=span)
            except self._errors.ClientError as error:
                if _code(error)[0] == "InvalidRange":  # an empty object has no first byte
                    return b""
                raise
            size = int(str(answer.get("ContentRange", "")).rpartition("/")[2] or answer["ContentLength"])
            async with answer["Body"] as body:
                if size > limit:
                    body.close()
                    raise Oversized(name)
                return bytes(await body.read())

        data: bytes = self._do(read)
        return data

    def pages(self, folder: str, after: str) -> Iterator[list[Entry]]:
        """The objects below a prefix in the order of their names, and what looks like folders, a page at a time."""
        prefix = f"{self._prefix}{folder}/"
        where = {"StartAfter": prefix + after} if after else {}
        while True:
            page = self._call("list_objects_v2", Prefix=prefix, Delimiter="/", MaxKeys=_PAGE, **where)
            found = [Entry(item["Key"].removeprefix(prefix), int(item["Size"])) for item in page.get("Contents", ())]
            found += [Entry(item["Prefix"].removeprefix(prefix), -1) for item in page.get("CommonPrefixes", ())]
            yield sorted(found)
            if not page.get("IsTruncated"):
                return
            where = {"ContinuationToken": page["NextContinuationToken"]}

    def remove(self, name: str) -> None:
        """Remove the object."""
        self._call("delete_object", Key=self._prefix + name)

    def require_base(self) -> None:
        """Raise NoBase if there is no such bucket."""
        self._call("list_objects_v2", Prefix=self._prefix, MaxKeys=1)

    def reset(self) -> None:
        """Nothing to forget: broken connections leave the pool by themselves."""

    def _config(self) -> dict[str, Any]:
        return {
            "connect_timeout": self._patience.connect,
            "read_timeout": self._patience.read,
            # `Drop` retries: it alone can tell a taken name from its own lost acknowledgement.
            "retries": {"total_max_attempts": 1},
            "user_agent": AGENT,
            # Many S3-compatible stores do not know the newer checksums; the content proves itself.
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }

    def _call(self, method: str, **arguments: Any) -> Any:
        return self._do(lambda client: getattr(client, method)(Bucket=self._bucket, **arguments))

    def _do(self, step: Callable[[Any], Awaitable[Any]]) -> Any:
        async def with_client() -> Any:
            return await step(await self._fs.set_session())

        with self._faults():
            return wait(self._fs.loop, self._patience.whole, with_client)

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        """Say botocore's errors in the words of `store.py`."""
        errors = self._errors
        try:
            yield
        except errors.ClientError as error:
            raise _fault(*_code(error)) from error
        except (errors.NoCredentialsError, errors.PartialCredentialsError, errors.ProfileNotFound) as error:
            raise PermissionError(errno.EACCES, str(error)) from error
        except (errors.ConnectionError, errors.HTTPClientError, self._http.ClientError) as error:
            if certificate_refused(error):
                raise Untrusted(str(error)) from error
            raise ConnectionResetError(errno.ECONNRESET, type(error).__name__) from error
        except (self._parsers.ResponseParserError, errors.IncompleteReadError) as error:  # a page of a proxy's, or half
            raise BlockingIOError(errno.EAGAIN, "not an answer of S3") from error
        except errors.BotoCoreError as error:
            raise OSError(errno.EINVAL, str(error)) from error


def _code(error: Any) -> tuple[str, int]:
    """S3's code and the HTTP status of a ClientError."""
    answer = error.response
    return str(answer["Error"].get("Code", "")), int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _fault(code: str, status: int) -> OSError:
    """The fault that S3's `code`, or else the HTTP `status`, stands for."""
    if code in _CODES:
        return _CODES[code](code)
    if status in _STATUS:
        return _STATUS[status](code)
    if status >= 500:
        return BlockingIOError(errno.EAGAIN, code)
    return OSError(errno.EINVAL, code)
