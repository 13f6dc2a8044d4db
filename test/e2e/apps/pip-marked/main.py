from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
import uvloop


def health(request):
    return PlainTextResponse("ok")


def value(request):
    return PlainTextResponse(uvloop.__name__)


app = Starlette(routes=[Route("/health", health), Route("/value", value)])
