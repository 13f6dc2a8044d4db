from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
import multidict


def health(request):
    return PlainTextResponse("ok")


def value(request):
    return PlainTextResponse(multidict.__version__)


app = Starlette(routes=[Route("/health", health), Route("/value", value)])
