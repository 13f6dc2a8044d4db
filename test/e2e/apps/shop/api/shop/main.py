import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from pgvector.sqlalchemy import Vector
from redis.asyncio import Redis
from sqlalchemy import Column, MetaData, Table, Text, select
from sqlalchemy.ext.asyncio import create_async_engine

from shop.settings import settings

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=settings.cors_origins)
engine = create_async_engine(settings.database_url)
cache = Redis.from_url(settings.redis_url)
teas = Table("teas", MetaData(), Column("name", Text), Column("taste", Vector(2)))


@app.get("/teas/nearest")
async def nearest(green: float, black: float) -> dict[str, str | int]:
    wanted = select(teas.c.name).order_by(teas.c.taste.l2_distance([green, black])).limit(1)
    async with engine.connect() as connection:
        name = (await connection.execute(wanted)).scalar_one()
    return {"name": name, "asked": await cache.incr(f"asked:{name}")}


if __name__ == "__main__":
    uvicorn.run("shop.main:app", port=8000)
