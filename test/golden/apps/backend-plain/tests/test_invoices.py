from fastapi.testclient import TestClient

from billing.application import create_app


def test_numbers_have_no_gap() -> None:
    client = TestClient(create_app())
    numbers = [client.post("/invoices", json={"customer": "a", "cents": 5}).json()["number"] for _ in range(3)]
    assert numbers == [1001, 1002, 1003]
