import uvicorn

from orders.settings import settings

uvicorn.run("orders.api:app", host=settings.host, port=settings.port, log_level=settings.log_level)
