import os

from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models import Model
from pydantic_ai.models.function import AgentInfo, FunctionModel

OPENING = {"museum": 10, "garden": 8, "theatre": 19}


class Visit(BaseModel):
    place: str
    hour: int


def by_rule(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """Stands in for a model where no key is set: the first known place of the question, at its opening hour."""
    question = str(messages[-1].parts[-1].content).lower()
    place = next((name for name in OPENING if name in question), "garden")
    return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"place": place, "hour": OPENING[place]})])


def choose_model() -> Model | str:
    if os.getenv("OPENAI_API_KEY"):
        return "openai:" + os.getenv("CONCIERGE_MODEL", "gpt-4o-mini")
    return FunctionModel(by_rule)


agent = Agent(
    choose_model(),
    output_type=Visit,
    instructions="Plan one visit: a place out of museum, garden and theatre, and the full hour at which it begins.",
)


@agent.tool_plain
def opening_hour(place: str) -> int:
    """The hour at which a place opens."""
    return OPENING[place]
