"""The bounds of the server, slow and half-open connections, many at once, and how it ends."""

import asyncio
import contextlib

import aiohttp
import pytest

from perflead_tui.serve import session as session_room

from .conftest import Serve
from .processes import gone

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
