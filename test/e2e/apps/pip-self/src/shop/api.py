from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from importlib.metadata import version
from importlib.resources import files


def health(request):
    return PlainTextResponse("ok")


def value(request):
    return PlainTextResponse(version("pip-self") + files("shop").joinpath("greeting.txt").read_text())


app = Starlette(routes=[Route("/health", health), Route("/value", value)])
