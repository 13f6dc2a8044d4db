"""Each kind of agent with its real client library, against a server that speaks the vendor's wire format."""

from __future__ import annotations

import http.client
import json
import tempfile
import time
import unittest
from collections.abc import Callable

from agent_check import events, needs
from service import Service
from vendor import Server


class Vendors(unittest.TestCase):
    def proof(self, reference: str, library: str, remembers: bool = True, cancels: bool = True) -> None:
        with Server() as vendor:
            env = {
                "MODEL_URL": vendor.url,
                "GOOGLE_GEMINI_BASE_URL": vendor.url,
                "GOOGLE_API_KEY": "k",
                # It keeps files under its home and would report home: neither is to be had in a container.
                "HOME": tempfile.mkdtemp(),
                "CREWAI_DISABLE_TELEMETRY": "true",
                "OTEL_SDK_DISABLED": "true",
            }
            with Service(f"vendor_apps:{reference}", "agent", agent=library, env=env) as s:
                self.answers(s, remembers)
                self.errors(s)
                if cancels:
                    self.leaves(s, vendor)
                self.assertEqual(s.get("/health/ready")[0], 200)

    def answers(self, s: Service, remembers: bool) -> None:
        for wanted in ("1 turns", "3 turns" if remembers else "1 turns"):
            status, text, _ = s.request("POST", "/invoke", {"input": "hi", "thread_id": "t"}, timeout=60)
            self.assertEqual(status, 200, s.output())
            self.assertIn(wanted, text)
        found = events(s.request("POST", "/stream", {"input": "hi"}, timeout=60)[1])
        self.assertEqual((found[0][0], found[-1][0]), ("start", "end"), s.output())
        self.assertIn("1 turns", json.dumps([data for _, data in found]).replace('"}, {"type"', ""))

    def errors(self, s: Service) -> None:
        """What the vendor refuses, and what it does not answer in the client's own time, is an error without its words."""
        for asked in ("fail", "slow"):
            began = time.monotonic()
            status, text, _ = s.request("POST", "/invoke", {"input": asked}, timeout=60)
            self.assertEqual((status, json.loads(text)["detail"]), (500, "Internal Server Error"), asked)
            text = s.request("POST", "/stream", {"input": asked}, timeout=60)[1]
            self.assertEqual(events(text)[-1], ("error", {"detail": "Internal Server Error"}), asked)
            self.assertNotIn("secret of the vendor", text)
            self.assertLess(time.monotonic() - began, 40)

    def leaves(self, s: Service, vendor: Server) -> None:
        """The request to the vendor ends with the client that wanted it, before the time-out of the library."""
        for path in ("/invoke", "/stream"):
            vendor.waiting.clear()
            vendor.left.clear()
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            connection.request("POST", path, '{"input": "slow"}', {"Content-Type": "application/json"})
            self.until(lambda: vendor.waiting, 10, path)
            connection.close()
            self.until(lambda: vendor.left, 1.8, path)

    def until(self, come: Callable[[], object], seconds: float, about: str) -> None:
        end = time.monotonic() + seconds
        while not come():
            self.assertLess(time.monotonic(), end, about)
            time.sleep(0.02)

    @needs("langchain_openai")
    @needs("langgraph")
    def test_langgraph(self) -> None:
        self.proof("graph()", "langgraph")

    @needs("pydantic_ai")
    def test_pydantic_ai(self) -> None:
        self.proof("pydantic_agent()", "pydantic-ai")

    @needs("agents")
    def test_openai_agents(self) -> None:
        self.proof("openai_agent()", "openai-agents")

    @needs("google.adk")
    def test_adk(self) -> None:
        self.proof("adk_agent()", "adk")
        self.proof("adk_runner()", "adk")

    @needs("crewai")
    def test_crewai(self) -> None:
        # kickoff runs in a thread, which nothing ends from outside; a crew keeps no thread of talk.
        self.proof("crew()", "crewai", remembers=False, cancels=False)


if __name__ == "__main__":
    unittest.main(verbosity=2)
