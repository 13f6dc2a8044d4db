"""Conversations on a real PostgreSQL: they outlive the process, whichever way the code makes its saver."""

from __future__ import annotations

import http.client
import json
import unittest

from agent_check import events, needs
from database import Postgres
from service import Service


@needs("langgraph.checkpoint.postgres")
class Checkpoints(unittest.TestCase):
    database: Postgres

    @classmethod
    def setUpClass(cls) -> None:
        cls.database = Postgres("checkpoints")
        cls.addClassCleanup(cls.database.stop)

    def tearDown(self) -> None:
        self.database.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def service(self, name: str, url: str = "", **env: str) -> Service:
        address = url or f"{self.database.url()}?client_encoding=utf8"
        reference = f"checkpointed_apps:{name}"
        return Service(reference, "agent", agent="langgraph", env={"DATABASE_URL": address, **env})

    def say(self, s: Service, text: str, thread: str = "t") -> str:
        status, answer, _ = s.request("POST", "/invoke", {"input": text, "thread_id": thread})
        self.assertEqual(status, 200, s.output())
        return str(json.loads(answer)["output"]["messages"][-1]["content"])

    def test_a_conversation_goes_on_after_a_restart(self) -> None:
        for name in ("graph", "from_url", "from_url_without_loop()", "from_pool", "in_the_loop()"):
            with self.subTest(name):
                with self.service(name) as s:
                    self.assertEqual(self.say(s, "hi"), "1: hi")
                    self.assertEqual(s.stop(), 0, s.output())
                with self.service(name) as s:
                    self.assertEqual(self.say(s, "again"), "3: again")
                    self.assertEqual(self.say(s, "other", "u"), "1: other")
                    sent = {"input": "streamed", "thread_id": "t"}
                    found = events(s.request("POST", "/stream", sent)[1])
                    self.assertEqual([event for event, _ in found], ["start", "update", "end"])
                    self.assertEqual(found[1][1]["answer"]["messages"][-1][1], "5: streamed")
                    self.assertEqual(s.stop(), 0, s.output())
                self.tearDown()

    def test_what_was_said_before_a_crash_is_kept(self) -> None:
        with self.service("from_url") as s:
            self.assertEqual(self.say(s, "hi"), "1: hi")
            with self.assertRaises((http.client.RemoteDisconnected, ConnectionError)):
                self.say(s, "break")
            self.assertEqual(s.end(), 9)
        with self.service("from_url") as s:
            # Whether the question that ended the process was written down is up to LangGraph's durability.
            self.assertRegex(self.say(s, "again"), "^[34]: again$")

    def test_workers_that_start_at_once_make_the_tables_once(self) -> None:
        with self.service("from_pool", WEB_CONCURRENCY="4") as s:
            self.assertEqual(self.say(s, "hi"), "1: hi")
            self.assertEqual(self.database.sql("SELECT count(*) = max(v) + 1 FROM checkpoint_migrations"), "t")

    def test_a_role_that_may_not_make_tables_uses_those_that_are_there(self) -> None:
        with self.service("from_url") as s:
            self.say(s, "hi")
        self.database.sql(
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC; DROP ROLE IF EXISTS small; CREATE ROLE small LOGIN PASSWORD 'right';"
            "GRANT USAGE ON SCHEMA public TO small; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO small"
        )
        with self.service("from_url", f"{self.database.url(login='small:right')}?client_encoding=utf8") as s:
            self.assertEqual(self.say(s, "again"), "3: again")

    def test_no_database_no_start(self) -> None:
        with Service(
            "checkpointed_apps:from_url",
            "agent",
            agent="langgraph",
            wait=False,
            env={"DATABASE_URL": "postgresql://u:p@127.0.0.1:1/x"},
        ) as s:
            self.assertEqual(s.end(60), 1)
            self.assertIn("serve: startup failed: ", s.output())


if __name__ == "__main__":
    unittest.main(verbosity=2)
