from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
import unittest
from collections.abc import Callable, Iterator

from database import Postgres, free_port
from service import Service

CHECKS = [
    {"name": "database", "kind": "postgres", "variables": ["DATABASE_URL"]},
    {"name": "redis", "kind": "redis", "variables": ["REDIS_HOST", "REDIS_PORT"]},
]


@contextlib.contextmanager
def server(answer: Callable[[bytes], bytes | None]) -> Iterator[int]:
    """A TCP server that answers each connection's first bytes; None: it stays silent."""
    with socket.create_server(("127.0.0.1", 0)) as sock:

        def talk(client: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while given := client.recv(4096):
                    if (sent := answer(given)) is not None:
                        client.sendall(sent)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=talk, args=(sock.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield sock.getsockname()[1]


def ready(service: Service) -> tuple[int, dict[str, object]]:
    status, text, _ = service.get("/health/ready")
    return status, json.loads(text)


def both(service: type[unittest.TestCase], **env: str) -> Iterator[Service]:
    for app, protocol in (("asgi_apps:app", "asgi"), ("wsgi_apps:app", "wsgi")):
        with Service(app, protocol, checks=CHECKS, env=env) as s:
            yield s


class Answers(unittest.TestCase):
    def test_nothing_is_asked_whose_address_is_not_set(self) -> None:
        for s in both(self):
            self.assertEqual(ready(s), (200, {"status": "ready", "checks": {}}))
        for s in both(self, DATABASE_URL="sqlite:///orders.db"):
            self.assertEqual(ready(s), (200, {"status": "ready", "checks": {}}))

    def test_refused_is_not_ready_and_live_all_the_same(self) -> None:
        url = f"postgresql+nodriver://u:pass-word@127.0.0.1:{free_port()}/x"
        with server(lambda _: b"+PONG\r\n") as redis:
            for s in both(self, DATABASE_URL=url, REDIS_HOST="127.0.0.1", REDIS_PORT=str(redis)):
                status, body = ready(s)
                self.assertEqual((status, body["status"]), (503, "not ready"))
                self.assertEqual(body["checks"]["redis"], "ok")
                self.assertRegex(str(body["checks"]["database"]), "Error$")
                self.assertEqual(s.get("/health/live")[0], 200)
                self.assertIn("readiness: database:", s.output())
                self.assertNotIn("pass-word", s.output())

    def test_another_server_at_the_address_is_not_enough(self) -> None:
        with server(lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
            for s in both(self, REDIS_HOST="127.0.0.1", REDIS_PORT=str(port)):
                self.assertEqual(ready(s)[1]["checks"], {"redis": "ConnectionError"})

    def test_redis_with_a_password_from_elsewhere_is_up(self) -> None:
        with server(lambda _: b"-NOAUTH Authentication required.\r\n") as port:
            for s in both(self, REDIS_HOST="127.0.0.1", REDIS_PORT=str(port)):
                self.assertEqual(ready(s), (200, {"status": "ready", "checks": {"redis": "ok"}}))


class Models(unittest.TestCase):
    CHECKS = [{"name": "model", "kind": "http", "variables": ["OPENAI_BASE_URL"]}]

    def of(self, **env: str) -> tuple[int, object]:
        with Service("asgi_apps:app", checks=self.CHECKS, env=env) as s:
            status, body = ready(s)
            return status, body["checks"]

    def test_any_answer_of_a_model_will_do_and_a_proxy_without_one_will_not(self) -> None:
        for answer, wanted in (
            (b"HTTP/1.1 401 Unauthorized\r\n\r\n", (200, {"model": "ok"})),
            (b"HTTP/1.1 404 Not Found\r\n\r\n", (200, {"model": "ok"})),
            (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", (503, {"model": "ConnectionError"})),
            (b"SSH-2.0-OpenSSH_9.2\r\n", (503, {"model": "ConnectionError"})),
        ):
            with self.subTest(answer), server(lambda _, answer=answer: answer) as port:
                self.assertEqual(self.of(OPENAI_BASE_URL=f"http://127.0.0.1:{port}/v1"), wanted)

    def test_over_tls_something_must_listen(self) -> None:
        with server(lambda _: None) as port:
            self.assertEqual(self.of(OPENAI_BASE_URL=f"https://127.0.0.1:{port}/v1"), (200, {"model": "ok"}))
        closed = f"https://127.0.0.1:{free_port()}/v1"
        self.assertEqual(self.of(OPENAI_BASE_URL=closed), (503, {"model": "ConnectionRefusedError"}))

    def test_the_vendor_s_own_address_is_not_asked(self) -> None:
        self.assertEqual(self.of(), (200, {}))

    def test_an_address_that_the_code_takes_anyway_is_not_asked(self) -> None:
        fallback = f"http://127.0.0.1:{free_port()}"
        checks = [{**self.CHECKS[0], "fallback": fallback}]
        for given, wanted in ((fallback, {}), (f"{fallback}/v1", {"model": "ConnectionRefusedError"})):
            with Service("asgi_apps:app", checks=checks, env={"OPENAI_BASE_URL": given}) as s:
                self.assertEqual(ready(s)[1]["checks"], wanted)


class Limits(unittest.TestCase):
    def test_a_silent_server_ends_in_time_and_holds_nothing_up(self) -> None:
        with server(lambda _: None) as port:
            for s in both(self, REDIS_HOST="127.0.0.1", REDIS_PORT=str(port)):
                began = time.monotonic()
                results: list[object] = []
                asked = threading.Thread(target=lambda: results.append(ready(s)))  # noqa: B023
                asked.start()
                time.sleep(0.2)
                self.assertEqual(s.get("/items/1")[0], 200)
                self.assertEqual(s.get("/health/live")[0], 200)
                self.assertLess(time.monotonic() - began, 1)
                asked.join()
                self.assertLess(time.monotonic() - began, 2)
                self.assertEqual(results, [(503, {"status": "not ready", "checks": {"redis": "timeout"}})])

    def test_many_probes_ask_once_a_second(self) -> None:
        asked: list[bytes] = []
        with server(lambda given: asked.append(given) or b"+PONG\r\n") as port:
            for s in both(self, REDIS_HOST="127.0.0.1", REDIS_PORT=str(port)):
                asked.clear()
                probes = [threading.Thread(target=s.get, args=("/health/ready",)) for _ in range(30)]
                for probe in probes:
                    probe.start()
                for probe in probes:
                    probe.join()
                self.assertIn(len(asked), (1, 2))

    def test_recovers(self) -> None:
        port = free_port()
        with Service("asgi_apps:app", checks=CHECKS, env={"REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(port)}) as s:
            self.assertEqual(ready(s)[0], 503)
            with socket.create_server(("127.0.0.1", port)) as sock:
                threading.Thread(target=lambda: sock.accept()[0].sendall(b"+PONG\r\n"), daemon=True).start()
                time.sleep(1.1)
                self.assertEqual(ready(s)[0], 200)


class Drivers(unittest.TestCase):
    """The drivers themselves, against a real server that wants a password."""

    def test_each_driver(self) -> None:
        database = Postgres("checks")
        self.addCleanup(database.stop)
        for scheme in ("postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2", "postgres", "postgresql+pg8000"):
            for login, wanted in (("postgres:right", "ok"), ("postgres", "ok"), ("postgres:wrong", "Error")):
                if scheme.endswith("pg8000") and wanted != "ok":
                    continue
                with self.subTest(f"{scheme} {login}"):
                    url = f"{database.url(scheme, login)}?prepared_statement_cache_size=0"
                    with Service("asgi_apps:app", checks=CHECKS, env={"DATABASE_URL": url}) as s:
                        self.assertRegex(str(ready(s)[1]["checks"]["database"]), wanted, s.output())


if __name__ == "__main__":
    unittest.main(verbosity=2)
