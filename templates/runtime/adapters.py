"""One way to run each kind of agent. A library is imported only when the agent at hand is of its kind."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Protocol

from deploy_runtime import logs
from deploy_runtime.runnables import Config, Runnable
from deploy_runtime.values import Threads, plain, text_of


class Adapter(Protocol):
    async def invoke(self, given: Any, thread: str, config: Config) -> Any: ...

    def stream(self, given: Any, thread: str, config: Config) -> AsyncGenerator[Any, None]: ...


class Crew:
    """A crew, or a flow that starts crews."""

    def __init__(self, target: Any) -> None:
        self.target = target

    async def invoke(self, given: Any, thread: str, config: Config) -> Any:
        inputs = dict(given) if isinstance(given, Mapping) else {"input": given}
        # kickoff keeps its state in the crew or flow: each request gets one of its own.
        if any(kind.__name__ == "Flow" for kind in type(self.target).__mro__):
            crew = type(self.target)()
        else:
            crew = self.target.copy() if hasattr(self.target, "copy") else self.target
        result = await asyncio.to_thread(crew.kickoff, inputs=inputs)
        return getattr(result, "raw", result)

    async def stream(self, given: Any, thread: str, config: Config) -> AsyncGenerator[Any, None]:
        yield await self.invoke(given, thread, config)


class Adk:
    def __init__(self, target: Any) -> None:
        from google.adk.runners import Runner
        from google.adk.sessions import InMemorySessionService

        # A runner of the code's own has its sessions where the code wants them.
        name, own = str(getattr(target, "name", "agent")), isinstance(target, Runner)
        self.runner = target if own else Runner(app_name=name, agent=target, session_service=InMemorySessionService())
        self.name, self.sessions = self.runner.app_name, self.runner.session_service

    async def stream(self, given: Any, thread: str, config: Config) -> AsyncGenerator[Any, None]:
        from google.genai import types

        user = str(config.get("user_id", "user"))
        known = {"app_name": self.name, "user_id": user, "session_id": thread}
        if await self.sessions.get_session(**known) is None:
            await self.sessions.create_session(**known)
        message = types.Content(role="user", parts=[types.Part(text=text_of(given))])
        async for update in self.runner.run_async(user_id=user, session_id=thread, new_message=message):
            if error := getattr(update, "error_message", None):
                # The words of the vendor are for the log; the event keeps its code.
                logs.log.error("The model failed: %s", error)
                update.error_message = None
            yield update

    async def invoke(self, given: Any, thread: str, config: Config) -> Any:
        last = ""
        async for update in self.stream(given, thread, config):
            if update.is_final_response() and update.content and update.content.parts:
                last = "".join(part.text or "" for part in update.content.parts)
        return last


class PydanticAi:
    def __init__(self, target: Any) -> None:
        self.target = target
        self.threads = Threads()

    async def invoke(self, given: Any, thread: str, config: Config) -> Any:
        result = await self.target.run(text_of(given), message_history=self.threads.get(thread))
        self.threads.keep(thread, result.all_messages())
        return result.output if hasattr(result, "output") else result.data

    async def stream(self, given: Any, thread: str, config: Config) -> AsyncGenerator[Any, None]:
        async with self.target.run_stream(text_of(given), message_history=self.threads.get(thread)) as result:
            async for update in result.stream_output() if hasattr(result, "stream_output") else result.stream():
                yield update
            self.threads.keep(thread, result.all_messages())


class OpenAiAgents:
    def __init__(self, target: Any) -> None:
        from agents import Runner

        self.target, self.runner = target, Runner
        self.threads = Threads()

    def history(self, given: Any, thread: str) -> Any:
        new = given if isinstance(given, list) else [{"role": "user", "content": text_of(given)}]
        return [*(self.threads.get(thread) or []), *new]

    async def invoke(self, given: Any, thread: str, config: Config) -> Any:
        result = await self.runner.run(self.target, self.history(given, thread))
        self.threads.keep(thread, result.to_input_list())
        return result.final_output

    async def stream(self, given: Any, thread: str, config: Config) -> AsyncGenerator[Any, None]:
        result = self.runner.run_streamed(self.target, self.history(given, thread))
        try:
            async for update in result.stream_events():
                delta = getattr(getattr(update, "data", None), "delta", None)
                yield {"type": update.type, **({"delta": delta} if isinstance(delta, str) else {})}
            self.threads.keep(thread, result.to_input_list())
            yield {"type": "final_output", "output": plain(result.final_output)}
        except GeneratorExit:
            # A cancelled consumer has ended the run itself; a second time would cut short how its connection is closed.
            result.cancel()
            raise


class Call:
    """A plain function, or an object that can be called, run or invoked."""

    def __init__(self, target: Any) -> None:
        names = ("ainvoke", "invoke", "arun", "run")
        self.call = target if callable(target) else next(getattr(target, n) for n in names if hasattr(target, n))

    async def invoke(self, given: Any, thread: str, config: Config) -> Any:
        if inspect.isasyncgenfunction(self.call):
            return [update async for update in self.call(given)]
        if inspect.iscoroutinefunction(self.call):
            return await self.call(given)
        result = await asyncio.to_thread(self.call, given)
        return await result if inspect.isawaitable(result) else result

    async def stream(self, given: Any, thread: str, config: Config) -> AsyncGenerator[Any, None]:
        if inspect.isasyncgenfunction(self.call):
            async for update in self.call(given):
                yield update
        else:
            yield await self.invoke(given, thread, config)


KINDS: dict[str, Callable[[Any], Adapter]] = {
    "langgraph": Runnable,
    "langchain": Runnable,
    "crewai": Crew,
    "adk": Adk,
    "pydantic-ai": PydanticAi,
    "openai-agents": OpenAiAgents,
}
