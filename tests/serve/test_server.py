"""The server: whom it answers, what it hands on, and how it ends."""

import asyncio
import contextlib
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
from .review import Small

__all__ = ["quick_keys", "vault"]

CODE = "K7MQ-4TRD-9WXH-2VBN"


@pytest.fixture
def small(vault: Vault, tmp_path: Path) -> Small:
    """A review with a drop."""
    return Small(vault, tmp_path)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] != "Z"


async def gone(process: int, seconds: float = 8.0) -> bool:
    for _try in range(int(seconds / 0.05)):
        if not alive(process):
            return True
        await asyncio.sleep(0.05)
    return False


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


# Limits


async def test_where_all_places_are_taken_a_page_says_so_and_tries_again(serve: Serve) -> None:
    running = await serve(sessions=2)
    tokens = [await running.token() for _time in range(3)]
    held = [await running.socket(token) for token in tokens[:2]]
    status, text, headers = await running.get(**{"Accept-Language": "en"})
    assert status == 503 and headers["Retry-After"]
    assert "All places are taken" in text and 'http-equiv="refresh"' in text
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await running.socket(tokens[2])
    assert refused.value.status == 503
    assert (await running.get("/health"))[0] == 503
    await held[0].close()
    for _try in range(100):
        if (await running.get("/health"))[0] == 200:
            break
        await asyncio.sleep(0.05)
    await (await running.socket(tokens[2])).close()
    await held[1].close()


async def test_new_sessions_of_one_address_are_bounded(serve: Serve) -> None:
    running = await serve(per_minute=2, behind_proxy=True, names=("reviews.example.gov",))
    ours = {"Host": "reviews.example.gov", "Origin": "https://reviews.example.gov"}

    async def begin(forwarded: str) -> aiohttp.ClientWebSocketResponse:
        _status, text, _headers = await running.get(Host=ours["Host"], **{"X-Forwarded-For": "192.0.2.99"})
        token = text.split('data-token="')[1].split('"')[0]
        return await running.socket(token, **ours, **{"X-Forwarded-For": forwarded})

    for forwarded in ("198.51.100.1, 192.0.2.7", "203.0.113.5,192.0.2.7"):
        await (await begin(forwarded)).close()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await begin("203.0.113.200, 192.0.2.7")
    assert refused.value.status == 429
    await (await begin("192.0.2.7, 192.0.2.8")).close()
    status, text, _headers = await running.get(Host=ours["Host"], **{"X-Forwarded-For": "192.0.2.7"})
    assert status == 429 and "One moment" in text


async def test_a_session_without_keys_ends(serve: Serve) -> None:
    sitting = await (await serve(idle=1.5)).begin()
    await sitting.type("x")
    assert await sitting.end() == session_room.IDLE


async def test_a_session_ends_when_it_was_open_for_too_long(serve: Serve) -> None:
    sitting = await (await serve(total=2.0)).begin()
    ended = asyncio.create_task(sitting.end())
    with contextlib.suppress(ConnectionError):
        while not ended.done():
            await sitting.type("x")
            await asyncio.sleep(0.1)
    assert await ended == session_room.OVER


async def test_half_open_and_slow_connections_are_closed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perflead_tui.serve.server._SILENT", 1.0)
    running = await serve()
    silent = await asyncio.open_connection("127.0.0.1", running.options.port)
    slow = await asyncio.open_connection("127.0.0.1", running.options.port)
    slow[1].write(b"GET / HTTP/1.1\r\nHost: 127")
    for reader, writer in (silent, slow):
        async with asyncio.timeout(5):
            await reader.read()
        writer.close()


async def test_a_browser_that_is_gone_without_a_word_is_found_out(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perflead_tui.serve.server._HEARTBEAT", 0.5)
    running = await serve()
    sitting = await running.begin()  # from here on nobody reads, so no ping is answered
    (process,) = running.children()
    assert await gone(process)
    await sitting.connection.close()


async def test_five_hundred_connections_at_once_do_not_stop_it(serve: Serve) -> None:
    running = await serve()
    sitting = await running.begin()
    opened = await asyncio.gather(
        *(asyncio.open_connection("127.0.0.1", running.options.port) for _each in range(400)),
    )
    answers = await asyncio.gather(*(running.get() for _each in range(100)))
    assert {status for status, _text, _headers in answers} == {200}
    await sitting.type("still here")
    await sitting.until("<still here>")
    for _reader, writer in opened:
        writer.close()
    await sitting.connection.close()


# The end


async def test_open_sessions_may_finish_while_the_server_goes_down(serve: Serve) -> None:
    running = await serve(grace=10.0)
    sitting, token = await running.begin(), await running.token()
    running.stop.set()
    await asyncio.sleep(0.1)
    status, text, _headers = await running.get()
    assert status == 503 and "about to stop" in text
    assert (await running.get("/health"))[1] == '{"status": "closing"}'
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await running.socket(token)
    await sitting.type("last words")
    await sitting.until("<last words>")
    await sitting.type("\r")
    assert await sitting.end() == session_room.DONE
    assert running.task is not None
    async with asyncio.timeout(8):
        await running.task


async def test_after_the_grace_a_session_is_told_and_ended(serve: Serve) -> None:
    running = await serve(grace=1.0)
    sitting = await running.begin()
    (process,) = running.children()
    running.stop.set()
    assert await sitting.end() in (session_room.RESTART, session_room.OVER, session_room.IDLE)
    assert await gone(process)
    assert (running.folder / f"{process}.ended").exists()


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
    first = await nursery.start(80, 24)
    assert await first.stdout.readline() == b"__GANGLION__\n"
    assert nursery._process is not None
    nursery._process.kill()
    nursery._process.wait()
    second = await nursery.start(80, 24)
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
