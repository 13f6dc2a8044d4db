from fastapi import FastAPI
from pydantic import BaseModel, Field

from concierge.agent import OPENING, Visit, agent

app = FastAPI(title="Concierge")


class Wish(BaseModel):
    text: str = Field(min_length=1, max_length=500)


@app.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/places")
def places() -> dict[str, int]:
    return OPENING


@app.post("/visits")
async def visits(wish: Wish) -> Visit:
    result = await agent.run(wish.text)
    return result.output
