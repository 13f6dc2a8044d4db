from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from money import gross


def health(request):
    return PlainTextResponse("ok")


def value(request):
    return PlainTextResponse(str(gross(100)))


app = Starlette(routes=[Route("/health", health), Route("/value", value)])
