"""One agent of each kind with its real client library, whose model is at the address of a variable."""

import os

URL = os.environ["MODEL_URL"]
SECONDS = 4.0


def graph():
    from langchain_openai import ChatOpenAI
    from langgraph.checkpoint.memory import MemorySaver
    from langgraph.graph import END, START, MessagesState, StateGraph

    model = ChatOpenAI(model="m", base_url=f"{URL}/v1", api_key="k", max_retries=0, timeout=SECONDS)

    async def answer(state):
        return {"messages": [await model.ainvoke(state["messages"])]}

    built = StateGraph(MessagesState)
    built.add_node("answer", answer)
    built.add_edge(START, "answer")
    built.add_edge("answer", END)
    return built.compile(checkpointer=MemorySaver())


def openai_client():
    from openai import AsyncOpenAI

    return AsyncOpenAI(base_url=f"{URL}/v1", api_key="k", max_retries=0, timeout=SECONDS)


def pydantic_agent():
    from pydantic_ai import Agent
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    return Agent(OpenAIChatModel("m", provider=OpenAIProvider(openai_client=openai_client())))


def openai_agent():
    from agents import Agent, OpenAIChatCompletionsModel, set_tracing_disabled

    set_tracing_disabled(True)
    return Agent(name="Vendor", model=OpenAIChatCompletionsModel(model="m", openai_client=openai_client()))


def adk_agent():
    from google.adk.agents import LlmAgent
    from google.genai import types

    limits = types.HttpOptions(timeout=int(SECONDS * 1000), retry_options=types.HttpRetryOptions(attempts=1))
    return LlmAgent(
        name="vendor", model="gemini-2.0-flash", generate_content_config=types.GenerateContentConfig(http_options=limits)
    )


def adk_runner():
    from google.adk.runners import Runner
    from google.adk.sessions import InMemorySessionService

    return Runner(app_name="vendor", agent=adk_agent(), session_service=InMemorySessionService())


def crew():
    from crewai import LLM, Agent, Crew, Task

    model = LLM(model="openai/gpt-4o-mini", base_url=f"{URL}/v1", api_key="k", timeout=SECONDS, max_retries=0)
    agent = Agent(role="Writer", goal="Write", backstory="Writes.", llm=model, max_retry_limit=0)
    return Crew(agents=[agent], tasks=[Task(description="{input}", expected_output="A text", agent=agent)])
