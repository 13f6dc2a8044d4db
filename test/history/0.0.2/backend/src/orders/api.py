from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from orders.database import database
from orders.routes import orders, status


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield
    await database.close()


app = FastAPI(title="Orders", version="1.4.0", lifespan=lifespan)
app.include_router(orders.router)
app.include_router(status.router)
