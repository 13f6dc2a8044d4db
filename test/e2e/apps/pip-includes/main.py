from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette import __version__


def health(request):
    return PlainTextResponse("ok")


def value(request):
    return PlainTextResponse(__version__)


app = Starlette(routes=[Route("/health", health), Route("/value", value)])
