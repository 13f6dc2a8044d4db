"""Graphs whose checkpointer is PostgreSQL, in each way that code makes one."""

import contextlib
import os

from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, MessagesState, StateGraph
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, ConnectionPool

URL = os.environ["DATABASE_URL"]
OPTIONS = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}


def answer(state):
    if state["messages"][-1].content == "break":
        os._exit(9)
    return {"messages": [("assistant", f"{len(state['messages'])}: {state['messages'][-1].content}")]}


builder = StateGraph(MessagesState)
builder.add_node("answer", answer)
builder.add_edge(START, "answer")
builder.add_edge("answer", END)

# A graph of the module, whose pool its host is to open.
graph = builder.compile(checkpointer=PostgresSaver(ConnectionPool(URL, kwargs=OPTIONS, open=False)))


@contextlib.asynccontextmanager
async def from_url():
    async with AsyncPostgresSaver.from_conn_string(URL) as saver:
        yield builder.compile(checkpointer=saver)


@contextlib.contextmanager
def from_url_without_loop():
    with PostgresSaver.from_conn_string(URL) as saver:
        yield builder.compile(checkpointer=saver)


async def from_pool(config):
    pool = AsyncConnectionPool(URL, kwargs=OPTIONS, open=False)
    return builder.compile(checkpointer=AsyncPostgresSaver(pool))


def in_the_loop():
    """Not asynchronous itself, and yet made for a loop: its saver asks for the one that runs."""
    pool = AsyncConnectionPool(URL, kwargs=OPTIONS, open=False)
    return builder.compile(checkpointer=AsyncPostgresSaver(pool))
