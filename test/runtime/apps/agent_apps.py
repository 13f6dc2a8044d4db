"""One agent of each kind without a model behind it. Each is built on use, so that a missing library concerns its own check alone."""

import asyncio
import os
import pathlib


def shout(text: str) -> str:
    return text.upper()


async def slow_steps(text: str):
    mark = pathlib.Path(os.environ["MARK"])
    try:
        for number in range(100):
            yield {"step": number}
            await asyncio.sleep(0.2)
    finally:
        mark.write_text("cancelled")


async def late(text: str) -> str:
    await asyncio.sleep(1)
    return f"late {text}"


async def failing(text: str):
    raise RuntimeError("secret inside")


def graph():
    from langgraph.checkpoint.memory import MemorySaver
    from langgraph.graph import END, START, MessagesState, StateGraph

    def answer(state):
        return {"messages": [("assistant", f"{len(state['messages'])}: {state['messages'][-1].content}")]}

    built = StateGraph(MessagesState)
    built.add_node("answer", answer)
    built.add_edge(START, "answer")
    built.add_edge("answer", END)
    return built if os.environ.get("UNCOMPILED") else built.compile(checkpointer=MemorySaver())


def pydantic_agent():
    from pydantic_ai import Agent
    from pydantic_ai.models.test import TestModel

    return Agent(TestModel(custom_output_text="hello there"))


def openai_agent():
    from agents import Agent, Model, ModelResponse, Usage
    from openai.types.responses import ResponseOutputMessage, ResponseOutputText

    class Echo(Model):
        async def get_response(self, system_instructions, input, *args, **kwargs):
            text = f"{len(input)} items"
            part = ResponseOutputText(text=text, type="output_text", annotations=[])
            message = ResponseOutputMessage(
                id="m", content=[part], role="assistant", status="completed", type="message"
            )
            return ModelResponse(output=[message], usage=Usage(), response_id=None)

        def stream_response(self, *args, **kwargs):
            raise NotImplementedError

    return Agent(name="Echo", model=Echo())


class Flow:
    """The part of crewai.Flow that the adapter calls: the state of a run is the flow's own."""

    def __init__(self):
        self.runs = 0


class Counting(Flow):
    def kickoff(self, inputs):
        self.runs += 1
        return f"run {self.runs} about {inputs['topic']}"


class FakeCrew:
    """The part of a crew that the adapter calls."""

    def crew(self):
        return self

    def copy(self):
        return self

    def kickoff(self, inputs):
        return type("Result", (), {"raw": f"about {inputs['topic']}"})()


def adk_agent():
    from google.adk.agents import LlmAgent
    from google.adk.models import BaseLlm, LlmResponse
    from google.genai import types

    class Echo(BaseLlm):
        async def generate_content_async(self, llm_request, stream=False):
            said = f"{len(llm_request.contents)} turns"
            yield LlmResponse(content=types.Content(role="model", parts=[types.Part(text=said)]))

    return LlmAgent(name="echo", model=Echo(model="echo"))


def crew():
    from crewai import Agent, BaseLLM, Crew, Task

    class Echo(BaseLLM):
        def call(self, messages, *args, **kwargs):
            return "Thought: done\nFinal Answer: about rain"

    agent = Agent(role="Writer", goal="Write", backstory="Writes.", llm=Echo(model="echo"))
    task = Task(description="Write about {topic}", expected_output="A text", agent=agent)
    return Crew(agents=[agent], tasks=[task])
