from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field

from orders import prices
from orders.database import database
from orders.settings import settings

router = APIRouter(prefix="/orders", tags=["orders"])


class Order(BaseModel):
    sku: str
    quantity: int = Field(gt=0, le=100)


def price(sku: str, quantity: int) -> prices.Quote:
    if sku not in prices.CENTS:
        raise HTTPException(404, f"no article {sku}")
    return prices.quote(sku, quantity, settings.tax_percent)


@router.get("/quote")
def get_quote(sku: str = "tea", quantity: Annotated[int, Query(gt=0, le=100)] = 1) -> dict[str, object]:
    quote = price(sku, quantity)
    return {"sku": sku, "quantity": quantity, "net": quote.net_cents, "gross": quote.gross_cents}


@router.post("", status_code=201)
async def place(order: Order) -> dict[str, int]:
    quote = price(order.sku, order.quantity)
    pool = await database.pool()
    number = await pool.fetchval(
        "insert into orders (sku, quantity, cents) values ($1, $2, $3) returning id",
        order.sku,
        order.quantity,
        quote.gross_cents,
    )
    return {"id": number, "gross": quote.gross_cents}


@router.get("/{number}")
async def get_order(number: int) -> dict[str, object]:
    pool = await database.pool()
    row = await pool.fetchrow("select id, sku, quantity, cents from orders where id = $1", number)
    if row is None:
        raise HTTPException(404, f"no order {number}")
    return dict(row)
