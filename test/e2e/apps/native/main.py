from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
import psycopg2


def health(request):
    return PlainTextResponse("ok")


def value(request):
    return PlainTextResponse(str(psycopg2.__libpq_version__))


app = Starlette(routes=[Route("/health", health), Route("/value", value)])
