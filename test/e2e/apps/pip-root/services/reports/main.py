import humanize
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


def size(request):
    return PlainTextResponse(humanize.naturalsize(2_500_000))


app = Starlette(routes=[Route("/size", size)])
