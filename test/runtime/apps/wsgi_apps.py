import time

from flask import Flask, Response, request

app = Flask("shop")


@app.get("/")
def root() -> dict[str, str]:
    return {"hello": "flask"}


@app.get("/items/<item>")
def item(item: str) -> str:
    app.logger.info("item %s", item)
    return item


@app.post("/echo")
def echo() -> bytes:
    return request.get_data()


@app.get("/slow")
def slow() -> str:
    time.sleep(2)
    return "slow"


@app.get("/stream")
def stream() -> Response:
    def parts():
        for number in range(5):
            yield f"{number}\n"
            time.sleep(0.3)

    return Response(parts(), mimetype="text/plain")


def create_app() -> Flask:
    return app


def bare(environ, start_response):
    if environ["PATH_INFO"] == "/boom":
        raise RuntimeError("secret inside")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"bare"]
