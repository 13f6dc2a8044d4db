from __future__ import annotations

import asyncio
import logging

from aiohttp import WSMsgType, web

log = logging.getLogger("shop")


async def home(request: web.Request) -> web.Response:
    return web.json_response({"seen": request.app["seen"]})


async def item(request: web.Request) -> web.Response:
    log.info("item %s", request.match_info["item"], extra={"item": request.match_info["item"]})
    return web.json_response({"item": request.match_info["item"]})


async def slow(request: web.Request) -> web.Response:
    await asyncio.sleep(float(request.query["seconds"]))
    return web.Response(text="done")


async def boom(request: web.Request) -> web.Response:
    raise RuntimeError("secret detail")


async def boom_later(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"begun")
    raise RuntimeError("secret detail")


async def own_500(request: web.Request) -> web.Response:
    return web.Response(status=500, text="mine")


async def gone(request: web.Request) -> web.Response:
    raise web.HTTPGone(text="gone")


async def stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for number in range(int(request.query["count"])):
        await response.write(f"{number}\n".encode())
        await asyncio.sleep(float(request.query["pause"]))
    return response


async def echo(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if message.type == WSMsgType.TEXT:
            await socket.send_str(f"echo {message.data}")
    return socket


@web.middleware
async def only_known(request: web.Request, handler) -> web.StreamResponse:
    """A guard as services have it: all that it does not know is refused."""
    if request.headers.get("Authorization") == "no":
        raise web.HTTPUnauthorized
    return await handler(request)


def make() -> web.Application:
    made = web.Application(middlewares=[only_known])
    made["seen"] = []

    async def up(app: web.Application) -> None:
        app["seen"].append("up")

    async def mark(request: web.Request, response: web.StreamResponse) -> None:
        response.headers["X-Mark"] = "own"

    async def down(app: web.Application) -> None:
        print("closed by its own signal", flush=True)

    made.on_startup.append(up)
    made.on_cleanup.append(down)
    made.on_response_prepare.append(mark)
    made.router.add_get("/", home)
    made.router.add_get("/items/{item}", item)
    made.router.add_get("/slow", slow)
    made.router.add_get("/boom", boom)
    made.router.add_get("/boom-later", boom_later)
    made.router.add_get("/own-500", own_500)
    made.router.add_get("/gone", gone)
    made.router.add_get("/stream", stream)
    made.router.add_get("/ws", echo)
    made.router.add_post("/health/live", own_500)
    sub = web.Application()
    sub.router.add_get("/things/{thing}", own_thing)
    made.add_subapp("/sub", sub)
    return made


async def own_thing(request: web.Request) -> web.Response:
    return web.Response(text=request.match_info["thing"])


async def make_later() -> web.Application:
    await asyncio.sleep(0)
    return make()


def with_own() -> web.Application:
    """Its own readiness, and a pattern that would take every path."""

    async def my_ready(request: web.Request) -> web.Response:
        return web.Response(text="my ready")

    async def anything(request: web.Request) -> web.Response:
        return web.Response(text="page")

    made = make()
    made.router.add_get("/health/ready", my_ready)
    made.router.add_get("/{tail:.*}", anything)
    return made


async def fails() -> web.Application:
    made = web.Application()

    async def up(app: web.Application) -> None:
        raise KeyError("DATABASE_URL")

    made.on_startup.append(up)
    return made


app = make()
nothing = object()
