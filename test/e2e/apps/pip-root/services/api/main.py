from importlib.util import find_spec

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

# In two parts, for a package that the code names as a whole counts as needed.
OTHERS = "human" + "ize"


def health(request):
    return PlainTextResponse("ok")


def value(request):
    return PlainTextResponse("below")


def holds(request):
    return PlainTextResponse(str(find_spec(OTHERS) is not None))


app = Starlette(
    routes=[
        Route("/health", health),
        Route("/value", value),
        Route("/holds-the-package-of-the-other-service", holds),
    ]
)
