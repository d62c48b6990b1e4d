"""The server: whom it answers, what it hands on, and how it ends."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from perflead_tui.serve import session as session_room
from perflead_tui.serve.launching import Nursery
from perflead_tui.vault.vault import Vault
from tests.flows.conftest import quick_keys, vault

from .conftest import Serve, Sitting
from .processes import gone
from .review import Small

__all__ = ["quick_keys", "vault"]

CODE = "K7MQ-4TRD-9WXH-2VBN"


@pytest.fixture
def small(vault: Vault, tmp_path: Path) -> Small:
    """A review with a drop."""
    return Small(vault, tmp_path)


# Whom it answers


async def test_the_page_may_load_only_what_is_its_own(serve: Serve) -> None:
    status, text, headers = await (await serve()).get()
    policy = headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert status == 200
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert f'<script nonce="{nonce}" src="/static/page.js"' in text
    assert "://" not in text, "no other address is in the page"
    assert "style=" not in text and " on" + "click" not in text.lower()
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Server": "perflead",
    }.items():
        assert headers[name] == value


async def test_each_page_has_its_own_nonce_and_token(serve: Serve) -> None:
    running = await serve()
    first, second = [await running.get() for _time in range(2)]
    assert first[2]["Content-Security-Policy"] != second[2]["Content-Security-Policy"]
    assert await running.token() != await running.token()


@pytest.mark.parametrize("name", ["page.js", "page.css", "textual.js", "xterm.css", "font.ttf", "font-italic.ttf"])
async def test_all_that_the_page_loads_is_here(serve: Serve, name: str) -> None:
    running = await serve()
    async with running.client.get(f"{running.origin}/static/{name}") as response:
        assert response.status == 200
        assert len(await response.read()) > 1000
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/static/", "/static/..%2f..%2fserver.py", "/static/page.html", "/ws", "/download/x", "/static/%00"]
)
async def test_nothing_else_is_here(serve: Serve, path: str) -> None:
    status, text, _headers = await (await serve()).get(path)
    assert status == 404
    assert "There is nothing at this address" in text


@pytest.mark.parametrize(
    "path", [f"/{CODE}", f"/?code={CODE}", f"/{CODE.lower()}/x", "/?fontsize=9", f"/static/{CODE}"]
)
async def test_a_code_in_the_address_is_not_read(serve: Serve, path: str) -> None:
    status, text, _headers = await (await serve()).get(path)
    assert status in (400, 404)
    assert "it was not read" in text
    assert CODE.lower() not in text.lower()


async def test_another_method_is_refused(serve: Serve) -> None:
    running = await serve()
    async with running.client.post(running.origin + "/", data={"code": CODE}) as response:
        assert response.status == 405
        assert CODE not in await response.text()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8360", ""])
async def test_a_host_header_of_someone_else_is_refused(serve: Serve, host: str) -> None:
    running = await serve()
    status, text, _headers = await running.get(Host=host)
    assert status in (400, 421)
    assert "data-token" not in text and "evil" not in text


async def test_two_host_headers_are_refused(serve: Serve) -> None:
    running = await serve()
    port = running.options.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n".encode())
    assert (await reader.readline()).split()[1] in (b"400", b"421")
    writer.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1", "HTTP://127.0.0.1:1"])
async def test_another_sites_page_cannot_open_our_socket(serve: Serve, origin: str) -> None:
    running = await serve()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await running.socket(Origin=origin)
    assert refused.value.status == 403
    assert not running.children()


async def test_a_socket_without_an_origin_is_refused(serve: Serve) -> None:
    running = await serve()
    address = f"{running.origin}/s/{await running.token()}?width=80&height=24"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await running.client.ws_connect(address)
    assert not running.children()


async def test_a_token_opens_one_session_and_a_wrong_one_none(serve: Serve) -> None:
    running = await serve()
    token = await running.token()
    first = await running.socket(token)
    for wrong in (token, token[:-4] + "AAA=", "x" * 56, "x"):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await running.socket(wrong)
    await first.close()


@pytest.mark.parametrize(
    "query", ["", "?width=80", "?width=80&height=nan", "?width=80&height=24&code=K7MQ", "?width=x&height=1"]
)
async def test_the_address_of_a_socket_says_its_size_and_nothing_else(serve: Serve, query: str) -> None:
    running = await serve()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await running.client.ws_connect(
            f"{running.origin}/s/{await running.token()}{query}", headers={"Origin": running.origin}
        )
    assert refused.value.status == 400


async def test_a_page_of_one_server_opens_a_session_at_another_of_the_same_pack(serve: Serve) -> None:
    one, two, other = await serve(), await serve(), await serve(key=b"another pack")
    await (await two.socket(await one.token())).close()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await other.socket(await one.token())


async def test_behind_a_proxy_only_the_public_name_is_answered(serve: Serve) -> None:
    running = await serve(behind_proxy=True, names=("Reviews.Example.gov",))
    status, text, _headers = await running.get()
    assert status == 421
    status, text, headers = await running.get(Host="reviews.example.gov")
    assert status == 200
    assert "wss://reviews.example.gov" in headers["Content-Security-Policy"]
    token = text.split('data-token="')[1].split('"')[0]
    for origin in ("http://reviews.example.gov", "https://reviews.example.gov.evil.example"):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await running.socket(token, Host="reviews.example.gov", Origin=origin)
    await (await running.socket(token, Host="reviews.example.gov", Origin="https://reviews.example.gov")).close()


# A session


async def test_keys_reach_the_app_and_its_pictures_come_back(serve: Serve) -> None:
    running = await serve(app=True)
    sitting = await running.begin()
    await sitting.type("hola ñ 你")
    await sitting.until("<hola ñ 你>")
    assert ["page", {"keyboard": True, "background": "#121212"}] in sitting.said
    await sitting.connection.send_json(["resize", {"width": 45, "height": 30}])
    sitting.screen.resize(45, 30)
    await sitting.until("size 45x30")
    await sitting.connection.send_json(["ping", "12"])
    while ["pong", "12"] not in sitting.said:
        await sitting.take()
    await sitting.type("\t\r")  # to the button
    assert await sitting.end() == session_room.DONE


async def test_the_process_has_an_environment_of_its_own_and_no_shell(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERFLEAD_PASSPHRASE_FILE", "/secret")
    monkeypatch.setenv("TEXTUAL_LOG", "/tmp/log")
    monkeypatch.setenv("PYTHONSTARTUP", "/x")
    monkeypatch.setenv("ANY_TOKEN", "secret")
    running = await serve(app=True)
    sitting = await running.begin()
    (told,) = running.told()
    names = set(told["environment"])
    assert not names & {
        "PERFLEAD_PASSPHRASE_FILE",
        "PERFLEAD_HOME",
        "TEXTUAL_LOG",
        "PYTHONSTARTUP",
        "ANY_TOKEN",
        "PATH",
    }
    assert {"PERFLEAD_STATE", "HOME", "TEXTUAL_DRIVER"} <= names
    (process,) = running.children()
    assert Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[1] == str(os.getpid()), "no shell between"
    assert told["group"] == process, "a group of its own"
    await sitting.connection.close()


async def test_nothing_is_a_command(serve: Serve, tmp_path: Path) -> None:
    argv = ("/bin/echo", f"$(touch {tmp_path}/x)", ";", "touch", f"{tmp_path}/y")
    running = await serve(argv=argv)
    connection = await running.socket()
    assert (await connection.receive()).data == session_room.FAULT
    assert not (tmp_path / "x").exists() and not (tmp_path / "y").exists()


async def test_the_process_ends_with_its_session(serve: Serve) -> None:
    running = await serve(app=True)
    sitting = await running.begin()
    (process,) = running.children()
    sitting.connection._response.connection.transport.abort()  # type: ignore[union-attr]
    assert await gone(process)
    assert (running.folder / f"{process}.ended").exists(), "it was asked to leave, and left"


async def test_a_process_that_dies_ends_its_session_with_words_for_it(serve: Serve) -> None:
    running = await serve(app=True)
    sitting = await running.begin()
    await sitting.type("die")
    assert await sitting.end() == session_room.FAULT


async def test_a_process_that_does_not_listen_is_ended(serve: Serve) -> None:
    running = await serve()
    sitting = await running.begin()
    (process,) = running.children()
    os.kill(process, signal.SIGSTOP)
    await sitting.connection.close()
    assert await gone(process, 12)


async def test_no_address_is_opened_and_no_file_handed_out(serve: Serve) -> None:
    running = await serve(app=True)
    sitting = await running.begin()
    await sitting.type("chat")
    await sitting.until("<chat>")
    assert not [said for said in sitting.said if said[0] not in ("page", "pong")]
    await sitting.connection.close()


MESSAGES = {
    "no list": "{}",
    "an empty list": "[]",
    "no JSON": "nonsense",
    "nothing typed": '["stdin"]',
    "a number typed": '["stdin", 7]',
    "half a size": '["resize", {"width": "x"}]',
    "another kind": '["run", "x"]',
    "deep": "[" * 5000,
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
async def test_a_message_that_is_none_ends_the_session(serve: Serve, message: str) -> None:
    sitting = await (await serve()).begin()
    await sitting.connection.send_str(message)
    assert await sitting.end() == session_room.BAD


async def test_a_message_of_a_megabyte_ends_the_session(serve: Serve) -> None:
    running = await serve()
    sitting = await running.begin()
    await sitting.type("x" * 1024 * 1024)
    assert await sitting.end() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    (process,) = running.children()
    assert await gone(process)
    assert (await running.get())[0] == 200


async def test_half_a_letter_does_not_end_the_session(serve: Serve) -> None:
    sitting = await (await serve(app=True)).begin()
    await sitting.connection.send_str('["stdin", "a\\ud800b"]')
    await sitting.until("<a?b>")
    await sitting.connection.close()


# The kiosk itself, on the two ways that a system may start it


@pytest.mark.parametrize("way", ["program", "nursery"])
async def test_the_kiosk_comes_up_either_way(serve: Serve, small: Small, way: str) -> None:
    start = "from perflead_tui.cli.main import run; run()"
    nursery = "from perflead_tui.tui.nursery import main; main()"
    ways = {
        "program": {"argv": (sys.executable, "-c", start, "kiosk", "--", str(small.drop))},
        "nursery": {"nursery": (sys.executable, "-c", nursery, str(small.drop), "")},
    }
    running = await serve(**ways[way])
    sitting = Sitting(await running.socket())
    await sitting.until("Type the code", 20)
    await sitting.type("zzzz")
    await sitting.until("Z Z Z Z")
    await sitting.connection.close()


async def test_a_nursery_that_died_is_started_again(serve: Serve, small: Small) -> None:
    nursery = Nursery((sys.executable, "-c", "from perflead_tui.tui.nursery import main; main()", str(small.drop), ""))
    first = await nursery.start(80, 24, "en")
    assert await first.stdout.readline() == b"__GANGLION__\n"
    assert nursery._process is not None
    nursery._process.kill()
    nursery._process.wait()
    second = await nursery.start(80, 24, "en")
    assert await second.stdout.readline() == b"__GANGLION__\n"
    nursery.close()
    for each in (first, second):
        each.send(signal.SIGKILL)
        await each.wait()
        each.close()


async def test_a_nursery_that_cannot_load_ends_the_session_with_words(serve: Serve, tmp_path: Path) -> None:
    running = await serve(nursery=(sys.executable, "-c", "raise SystemExit(1)"))
    connection = await running.socket()
    assert (await connection.receive()).data == session_room.FAULT
