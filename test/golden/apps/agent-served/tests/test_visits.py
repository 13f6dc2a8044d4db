from fastapi.testclient import TestClient

from concierge.main import app


def test_visit_without_a_model() -> None:
    answer = TestClient(app).post("/visits", json={"text": "An evening at the theatre, please"})
    assert answer.json() == {"place": "theatre", "hour": 19}
