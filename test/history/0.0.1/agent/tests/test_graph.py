from support.graph import graph


def test_delivery() -> None:
    state = graph.invoke({"question": "How long does an express delivery take?"})
    assert state["answer"] == "With express delivery it takes 1 day."
    assert state["steps"] == ["route", "delivery", "word"]
