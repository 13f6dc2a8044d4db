import os

os.environ.setdefault("DATABASE_URL", "postgresql://orders:orders@localhost/orders")

from fastapi import FastAPI
from fastapi.testclient import TestClient

from orders.routes import orders

app = FastAPI()
app.include_router(orders.router)
client = TestClient(app)


def test_quote_adds_tax() -> None:
    answer = client.get("/orders/quote", params={"sku": "tea", "quantity": 2})
    assert answer.json() == {"sku": "tea", "quantity": 2, "net": 900, "gross": 1071}


def test_unknown_article() -> None:
    assert client.get("/orders/quote", params={"sku": "soap"}).status_code == 404
