"""The example of the guide, run: nginx with TLS before two servers, one drop, and one of the servers dies."""

import asyncio
import contextlib
import datetime
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from perflead_tui.guide import read_topic
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import quick_keys, vault

from .browsing import Served, serving
from .conftest import Sitting, free_port
from .review import Small

__all__ = ["quick_keys", "vault"]

NAME = "rate.example.gov"
OURS = {"Host": NAME, "Origin": f"https://{NAME}"}


def certificate(folder: Path) -> None:
    """A certificate for NAME, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    (folder / "review.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "review.key").write_bytes(secret)


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[tuple[int, list[int]]]:
    """The port of nginx, run with the guide's example, and the ports of the two servers behind it."""
    program = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is not installed: apt-get install nginx-light")
        pytest.skip("nginx is not installed")
    certificate(tmp_path)
    (example,) = re.findall(r"^```nginx\n(.*?)^```$", read_topic("browser"), re.MULTILINE | re.DOTALL)
    port, servers = free_port(), [free_port(), free_port()]
    for before, after in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("127.0.0.1:8360", f"127.0.0.1:{servers[0]}"),
        ("127.0.0.1:8361", f"127.0.0.1:{servers[1]}"),
        ("/etc/ssl/", f"{tmp_path}/"),
    ):
        assert before in example
        example = example.replace(before, after)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\n"
        f"http {{\n{folders}{example}}}\n"
    )
    process = subprocess.Popen([program, "-c", str(config), "-p", str(tmp_path)])
    yield port, servers
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()


def sessions(process: int) -> list[int]:
    """The sessions of a server: what the process has started that it started."""
    return [each for nursery in children(process) for each in children(nursery)]


def children(process: int) -> list[int]:
    """The processes that `process` started."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        found += [int(each) for each in (task / "children").read_text().split()]
    return found


async def begin(client: aiohttp.ClientSession, address: str) -> Sitting:
    """A session at the welcome, through nginx."""
    async with client.get(address, headers={"Host": NAME}) as response:
        assert response.status == 200
        assert response.headers["Strict-Transport-Security"]
        token = (await response.text()).split('data-token="')[1].split('"')[0]
    connection = await client.ws_connect(f"{address}s/{token}?width=80&height=24", headers=OURS)
    sitting = Sitting(connection)
    await sitting.until("Type the code")
    return sitting


async def open_with(sitting: Sitting, code: str, words: str) -> None:
    await sitting.type(code)
    await sitting.until("Typed right")
    await sitting.type("\r")
    await sitting.until(words)


async def walk(port: int, servers: list[Served], small: Small) -> None:
    """One rater: begins at one server, loses it, and finishes at the other."""
    address = f"https://127.0.0.1:{port}/"
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False), cookie_jar=jar) as client:
        sitting = await begin(client, address)
        await open_with(sitting, small.codes[0], "You are asked about")
        for words in ("How to answer", "1 of 4"):
            await sitting.type("\r")
            await sitting.until(words)
        await sitting.type("45")
        await sitting.until("saved")
        (busy,) = [served for served in servers if sessions(served.process.pid)]
        (kiosk,) = sessions(busy.process.pid)
        busy.process.kill()
        assert await sitting.end() in (None, 1006), "the connection is lost, and nobody said why"
        for _try in range(100):
            if not Path(f"/proc/{kiosk}").exists():
                break
            await asyncio.sleep(0.1)
        assert not Path(f"/proc/{kiosk}").exists(), "the process of the session ends with the server, even a killed one"

        again = await begin(client, address)
        await open_with(again, small.codes[0], "Jordan Rivera")
        await again.type("\r")
        await again.until("1 of 4")
        assert again.screen.text().count("●") == 2 or "4  most of" in again.screen.text().lower()
        await again.type("345\r")
        await again.until("2 of 4")
        await again.type("4" * small.pages[1] + "\r")
        await again.until("Where the time goes")
        await again.type("n\r")
        await again.until("keep doing?")
        await again.type("\x1b[6~")
        await again.until("Seal my answers")
        await again.type("s")
        await again.until("Note this receipt")
        await again.connection.close()


def test_two_servers_behind_one_balancer_and_one_of_them_dies(
    vault: Vault, tmp_path: Path, proxy: tuple[int, list[int]]
) -> None:
    small = Small(vault, tmp_path)
    port, ports = proxy
    with contextlib.ExitStack() as stack:
        options = ("--behind-proxy", "--name", NAME)
        servers = [stack.enter_context(serving(small.drop, *options, port=each)) for each in ports]
        asyncio.run(walk(port, servers, small))
    answers = small.closed()
    assert sorted(answers.ratings.values()) == [3, *[4] * 7, 5, 5]
