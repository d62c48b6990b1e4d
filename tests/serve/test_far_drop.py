"""Two servers of the kiosk before one drop on a server: nothing that one of them needs is kept by the other."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from perflead_tui.vault.vault import Vault
from tests.exchange.drop.conftest import (  # noqa: F401 - fixtures of the drop's own tests
    Place,
    a_place,
    ground,
    s3_port,
    sftp_port,
    ssh_home,
    webdav_port,
)
from tests.flows.conftest import quick_keys, quick_vaults, vault  # noqa: F401 - fixtures, by their names here

from .browsing import Served, serving
from .conftest import Sitting
from .review import Small


async def begin(client: aiohttp.ClientSession, served: Served) -> Sitting:
    """A session at the welcome."""
    async with client.get(served.address) as response:
        token = (await response.text()).split('data-token="')[1].split('"')[0]
    headers = {"Origin": served.address.rstrip("/")}
    sitting = Sitting(await client.ws_connect(f"{served.address}s/{token}?width=80&height=24", headers=headers))
    await sitting.until("Type the code", 30)
    return sitting


async def open_with(sitting: Sitting, code: str) -> None:
    await sitting.type(code)
    await sitting.until("Typed right")
    await sitting.type("\r")
    await sitting.until("Jordan Rivera", 30)


async def answer_at_two(first: Served, second: Served, small: Small) -> None:
    async with aiohttp.ClientSession() as client:
        sitting = await begin(client, first)
        await open_with(sitting, small.codes[0])
        for words in ("How to answer", "1 of 4"):
            await sitting.type("\r")
            await sitting.until(words)
        await sitting.type("24")
        await sitting.until("saved")
        await sitting.connection.close()  # the connection is lost: what was entered is copied before the process ends
        await asyncio.sleep(4)  # it has four seconds
        first.process.kill()
        again = await begin(client, second)
        await open_with(again, small.codes[0])
        await again.type("\r")
        await again.until("1 of 4")
        await again.type("\x1b[6~" * 4)
        await again.until("Seal my answers")
        await again.type("s")
        await again.until("Note this receipt", 30)
        await again.connection.close()


@pytest.mark.parametrize("kind", ["sftp", *(pytest.param(kind, marks=pytest.mark.long) for kind in ("s3", "webdav"))])
def test_what_was_begun_at_one_server_is_finished_at_the_other(
    request: pytest.FixtureRequest,
    vault: Vault,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    make: Callable[[str], Place] = request.getfixturevalue("a_place")
    small = Small(vault, tmp_path, url=make(kind).url())
    with contextlib.ExitStack() as stack:
        servers = []
        for name in ("first", "second"):  # each on a machine of its own
            monkeypatch.setenv("PERFLEAD_STATE", str(tmp_path / name))
            servers.append(stack.enter_context(serving(small.url)))
        asyncio.run(answer_at_two(*servers, small))
    answers = small.closed()
    assert list(answers.ratings.values()) == [2, 4]
