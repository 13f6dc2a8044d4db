from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


def health(request):
    return PlainTextResponse("ok")


def value(request):
    return PlainTextResponse("hatch")


app = Starlette(routes=[Route("/health", health), Route("/value", value)])
