import asyncio
import contextlib
import gc
import logging

from fastapi import FastAPI, WebSocket
from fastapi.responses import PlainTextResponse, StreamingResponse

seen: list[str] = []


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI):
    seen.append("up")
    yield
    print("lifespan shut down", flush=True)


def create_app() -> FastAPI:
    app = FastAPI(lifespan=lifespan)
    sub = FastAPI()

    @sub.get("/things/{thing}")
    def thing(thing: str) -> str:
        return thing

    app.mount("/sub", sub)

    @app.get("/")
    def root() -> dict[str, object]:
        return {"seen": seen}

    @app.get("/items/{item}")
    def item(item: str) -> str:
        logging.getLogger("shop").info("item %s", item, extra={"item": item})
        return item

    @app.get("/slow")
    async def slow(seconds: float = 2) -> str:
        await asyncio.sleep(seconds)
        return "slow"

    @app.get("/stream")
    async def stream(count: int = 5, pause: float = 0.2) -> StreamingResponse:
        async def parts():
            for number in range(count):
                yield f"{number}\n"
                await asyncio.sleep(pause)

        return StreamingResponse(parts(), media_type="text/plain")

    @app.get("/boom")
    def boom() -> None:
        raise RuntimeError("secret inside")

    @app.get("/own-500")
    def own() -> PlainTextResponse:
        return PlainTextResponse("mine", 500)

    @app.get("/kept")
    async def kept() -> int:
        gc.collect()
        return sum(type(it) is dict and it.get("type") == "http" and "asgi" in it for it in gc.get_objects())

    @app.websocket("/ws")
    async def ws(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("echo " + await socket.receive_text())
        await socket.close()

    return app


app = create_app()


class Holder:
    app = app


with_own = FastAPI()


@with_own.get("/health/live")
def own_live() -> str:
    return "my live"


@contextlib.asynccontextmanager
async def broken(app: FastAPI):
    raise ValueError("no database here")
    yield


failing = FastAPI(lifespan=broken)


async def bare(scope, receive, send):
    """An app that knows no lifespan."""
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    if scope["path"] == "/boom":
        raise RuntimeError("bare")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"bare"})
