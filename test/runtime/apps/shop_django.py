"""A Django project in one file, as WSGI and as ASGI."""

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="only-here", ALLOWED_HOSTS=["*"], DEBUG=False)


def item(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(f"item {number}")


urlpatterns = [path("items/<int:number>/", item)]
application = get_wsgi_application()
asgi = get_asgi_application()
