from __future__ import annotations

import http.client
import importlib.util
import json
import pathlib
import tempfile
import time
import unittest
from typing import Any

from service import Service


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        if not block.startswith(":"):
            name, data = block.split("\n", 1)
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def needs(module: str) -> Any:
    """`find_spec` imports the parents of a dotted name, and raises where one is missing."""
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        found = None
    return unittest.skipUnless(found, f"{module} is not installed")


class Plain(unittest.TestCase):
    def test_invoke_stream_and_description(self) -> None:
        with Service("agent_apps:shout", "agent") as s:
            status, text, _ = s.request("POST", "/invoke", {"input": "hi", "thread_id": "t1"})
            self.assertEqual((status, json.loads(text)), (200, {"output": "HI", "thread_id": "t1"}))
            status, text, headers = s.request("POST", "/stream", {"input": "hi"})
            self.assertTrue(headers["content-type"].startswith("text/event-stream"))
            self.assertEqual([name for name, _ in events(text)], ["start", "update", "end"])
            self.assertEqual(events(text)[1][1], "HI")
            # What nginx and Google's load balancers go by: nothing is kept back on the way.
            self.assertEqual((headers["x-accel-buffering"], headers["cache-control"]), ("no", "no-cache, no-transform"))
            self.assertEqual(s.request("POST", "/invoke", {})[0], 422)
            described = json.loads(s.get("/openapi.json")[1])
            paths = described["paths"]
            self.assertEqual(sorted(paths), ["/invoke", "/stream"])
            self.assertEqual(sorted(paths["/invoke"]["post"]["responses"]), ["200", "422", "500"])
            self.assertIn("text/event-stream", paths["/stream"]["post"]["responses"]["200"]["content"])
            fields = described["components"]["schemas"]["InvokeRequest"]["properties"]
            self.assertTrue(all("description" in fields[name] for name in ("input", "thread_id", "config")))
            self.assertEqual(s.get("/health/ready")[0], 200)
            self.assertIn('route="/invoke",status="2xx"', s.get("/metrics")[1])
            self.assertEqual(s.stop(), 0)

    def test_errors_do_not_leak(self) -> None:
        with Service("agent_apps:failing", "agent") as s:
            status, text, _ = s.request("POST", "/invoke", {"input": "hi"})
            self.assertEqual((status, json.loads(text)["detail"]), (500, "Internal Server Error"))
            text = s.request("POST", "/stream", {"input": "hi"})[1]
            self.assertEqual(events(text)[-1], ("error", {"detail": "Internal Server Error"}))
            time.sleep(0.1)
            self.assertIn("secret inside", s.output())

    def test_agent_stops_when_the_client_leaves(self) -> None:
        mark = pathlib.Path(tempfile.mkdtemp()) / "mark"
        with Service("agent_apps:slow_steps", "agent", env={"MARK": str(mark)}) as s:
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            connection.request("POST", "/stream", '{"input": "x"}', {"Content-Type": "application/json"})
            response = connection.getresponse()
            self.assertIn(b"start", response.readline())
            response.close()
            connection.close()
            for _ in range(50):
                if mark.exists():
                    break
                time.sleep(0.1)
            self.assertTrue(mark.exists(), s.output())

    def test_invoke_stops_when_the_client_leaves(self) -> None:
        mark = pathlib.Path(tempfile.mkdtemp()) / "mark"
        with Service("agent_apps:slow_steps", "agent", env={"MARK": str(mark)}) as s:
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            connection.request("POST", "/invoke", '{"input": "x"}', {"Content-Type": "application/json"})
            time.sleep(0.5)
            connection.close()
            for _ in range(50):
                if mark.exists():
                    break
                time.sleep(0.1)
            self.assertTrue(mark.exists(), s.output())
            self.assertNotIn("Traceback", s.output())

    def test_heartbeat_while_nothing_comes(self) -> None:
        with Service(
            "agent_apps:late", "agent", patch={"agent.py": ("HEARTBEAT_SECONDS = 15.0", "HEARTBEAT_SECONDS = 0.3")}
        ) as s:
            text = s.request("POST", "/stream", {"input": "x"})[1]
            self.assertGreaterEqual(text.count(": heartbeat\n\n"), 2)
            self.assertEqual(events(text)[1], ("update", "late x"))


class Libraries(unittest.TestCase):
    @needs("langgraph")
    def test_langgraph(self) -> None:
        with Service("agent_apps:graph()", "agent", agent="langgraph") as s:
            for wanted in ("1: hi", "3: hi"):
                text = s.request("POST", "/invoke", {"input": "hi", "thread_id": "t"})[1]
                self.assertEqual(json.loads(text)["output"]["messages"][-1]["content"], wanted)
            text = s.request("POST", "/stream", {"input": {"messages": [["user", "x"]]}})[1]
            self.assertEqual([name for name, _ in events(text)], ["start", "update", "end"])
        with Service("agent_apps:graph()", "agent", agent="langgraph", env={"UNCOMPILED": "1"}) as s:
            text = s.request("POST", "/invoke", {"input": "hi"})[1]
            self.assertEqual(json.loads(text)["output"]["messages"][-1]["content"], "1: hi")

    @needs("pydantic_ai")
    def test_pydantic_ai(self) -> None:
        with Service("agent_apps:pydantic_agent()", "agent", agent="pydantic-ai") as s:
            text = s.request("POST", "/invoke", {"input": "hi", "thread_id": "t"})[1]
            self.assertEqual(json.loads(text)["output"], "hello there")
            text = s.request("POST", "/stream", {"input": "hi", "thread_id": "t"})[1]
            self.assertEqual(events(text)[-2][1], "hello there")

    @needs("agents")
    def test_openai_agents(self) -> None:
        with Service("agent_apps:openai_agent()", "agent", agent="openai-agents") as s:
            for wanted in ("1 items", "3 items"):
                text = s.request("POST", "/invoke", {"input": "hi", "thread_id": "t"})[1]
                self.assertEqual(json.loads(text)["output"], wanted)

    @needs("google.adk")
    def test_adk(self) -> None:
        with Service("agent_apps:adk_agent()", "agent", agent="adk") as s:
            for wanted in ("1 turns", "3 turns"):
                text = s.request("POST", "/invoke", {"input": "hi", "thread_id": "t"})[1]
                self.assertEqual(json.loads(text)["output"], wanted, s.output())
            text = s.request("POST", "/stream", {"input": "hi"})[1]
            self.assertEqual([name for name, _ in events(text)], ["start", "update", "end"])

    def test_crew_in_a_class(self) -> None:
        with Service("agent_apps:FakeCrew", "agent", agent="crewai") as s:
            text = s.request("POST", "/invoke", {"input": {"topic": "rain"}})[1]
            self.assertEqual(json.loads(text)["output"], "about rain")

    def test_each_request_has_a_flow_of_its_own(self) -> None:
        with Service("agent_apps:Counting", "agent", agent="crewai") as s:
            for _ in range(2):
                text = s.request("POST", "/invoke", {"input": {"topic": "rain"}})[1]
                self.assertEqual(json.loads(text)["output"], "run 1 about rain")

    @needs("crewai")
    def test_crewai(self) -> None:
        # It keeps files under its home and would report home: neither is to be had in a container.
        env = {"HOME": tempfile.mkdtemp(), "CREWAI_DISABLE_TELEMETRY": "true", "OTEL_SDK_DISABLED": "true"}
        with Service("agent_apps:crew()", "agent", agent="crewai", env=env) as s:
            for _ in range(2):
                text = s.request("POST", "/invoke", {"input": {"topic": "rain"}})[1]
                self.assertEqual(json.loads(text).get("output"), "about rain", s.output())


if __name__ == "__main__":
    unittest.main(verbosity=2)
