import os

import sqlalchemy
from fastapi import FastAPI

app = FastAPI()
engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"])


@app.get("/articles")
def articles() -> list[dict[str, object]]:
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text("SELECT name, price FROM articles ORDER BY name"))
        return [dict(row) for row in rows.mappings()]
