from operator import add
from typing import Annotated, NotRequired, TypedDict


class State(TypedDict):
    question: str
    tool: NotRequired[str]
    answer: NotRequired[str]
    steps: NotRequired[Annotated[list[str], add]]
