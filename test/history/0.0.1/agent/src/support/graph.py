from langgraph.graph import END, START, StateGraph

from support.state import State
from support.tools import TOOLS
from support.wording import reword


def route(state: State) -> State:
    words = state["question"].lower()
    if "deliver" in words or "ship" in words:
        tool = "delivery"
    elif "order" in words:
        tool = "order_status"
    else:
        tool = "fallback"
    return {"question": state["question"], "tool": tool, "steps": ["route"]}


def answer(state: State) -> State:
    return {"question": state["question"], "answer": TOOLS[state["tool"]](state["question"]), "steps": [state["tool"]]}


def word(state: State) -> State:
    return {"question": state["question"], "answer": reword(state["question"], state["answer"]), "steps": ["word"]}


builder = StateGraph(State)
builder.add_node("route", route)
builder.add_node("tool", answer)
builder.add_node("word", word)
builder.add_edge(START, "route")
builder.add_edge("route", "tool")
builder.add_edge("tool", "word")
builder.add_edge("word", END)

graph = builder.compile(name="support")
