import os
from dataclasses import asdict

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

from billing.invoices import Book


class Charge(BaseModel):
    customer: str = Field(min_length=1)
    cents: int = Field(gt=0)


def create_app() -> FastAPI:
    app = FastAPI(title="Billing")
    book = Book()
    currency = os.getenv("BILLING_CURRENCY", "EUR")

    @app.get("/invoices")
    def invoices() -> dict[str, object]:
        return {"currency": currency, "invoices": [asdict(invoice) for invoice in book.invoices.values()]}

    @app.post("/invoices", status_code=201)
    def charge(body: Charge) -> dict[str, object]:
        return asdict(book.write(body.customer, body.cents))

    @app.get("/invoices/{number}")
    def invoice(number: int) -> dict[str, object]:
        if number not in book.invoices:
            raise HTTPException(404, f"no invoice {number}")
        return asdict(book.invoices[number])

    return app
