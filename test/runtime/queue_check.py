"""A worker of each library under the launcher, against a real Redis: work is done, and none is lost by an end."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
import unittest

from database import Server
from service import APPS, Service

IMAGE = os.environ.get("CHECK_REDIS_IMAGE", "redis:8")
COMMANDS = {
    "celery": ["celery", "-A", "queue_apps", "worker", "--concurrency", "1"],
    "arq": ["arq", "queue_apps.WorkerSettings"],
    "rq": ["rq", "worker", "--url", "{url}"],
    "dramatiq": ["dramatiq", "queue_apps", "--processes", "1", "--threads", "1"],
    "huey": ["huey_consumer", "queue_apps.queue"],
    "taskiq": ["taskiq", "worker", "queue_apps:broker", "--workers", "1"],
}


class Check(unittest.TestCase):
    redis: Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.redis = Server("check-redis", IMAGE, 6379, ("redis-cli", "ping"))
        cls.env = {"REDIS_URL": f"redis://127.0.0.1:{cls.redis.port}"}

    @classmethod
    def tearDownClass(cls) -> None:
        cls.redis.stop()

    def setUp(self) -> None:
        self.redis.run("redis-cli", "FLUSHALL")

    def worker(self, kind: str, **env: str) -> Service:
        if importlib.util.find_spec(kind) is None:
            self.skipTest(f"{kind} is not installed")
        words = [word.replace("{url}", self.env["REDIS_URL"]) for word in COMMANDS[kind]]
        given = {**self.env, "QUEUE_KIND": kind, "PYTHONPATH": str(APPS), **env}
        return Service("", protocol="work", command=words, library=kind, env=given, grace=8)

    def send(self, kind: str, seconds: float) -> None:
        env = {**os.environ, **self.env, "QUEUE_KIND": kind}
        subprocess.run([sys.executable, "-c", f"import queue_apps; queue_apps.send({seconds})"], cwd=APPS, env=env, check=True)

    def count(self, mark: str) -> int:
        return int(self.redis.run("redis-cli", "LLEN", mark).stdout)

    def wait(self, mark: str, service: Service, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not self.count(mark):
            self.assertLess(time.monotonic(), end, f"nothing {mark}: {service.output()}")
            time.sleep(0.1)


class Queues(Check):
    def proven(self, kind: str) -> None:
        with self.worker(kind) as s:
            self.send(kind, 0.1)
            self.wait("done", s)
            # A worker may wait to be asked again; the first sign of life makes it ready.
            for _ in range(100):
                if s.get("/health/ready")[0] == 200:
                    break
                time.sleep(0.1)
            self.assertEqual([s.get(path)[0] for path in ("/health/live", "/health/ready")], [200, 200], s.output())
            self.redis.run("redis-cli", "DEL", "begun", "done")
            self.send(kind, 2)
            self.wait("begun", s)
            self.assertEqual(s.stop(), 0, s.output())
            # Celery says past every logger that it ends.
            other = [x for x in s.output().splitlines() if x and not x.startswith(("{", "worker: Warm shutdown"))]
            self.assertEqual(other, [], "every line of the log is JSON")
        if not self.count("done"):
            # What an end cut off, the next worker takes.
            with self.worker(kind) as s:
                self.wait("done", s)
        self.assertEqual(self.count("done"), 1)


for name in COMMANDS:
    setattr(Queues, f"test_{name}", lambda self, kind=name: self.proven(kind))


class Silence(Check):
    """The queue is gone: a worker that could take nothing any more is found out. The others show no life while they wait."""

    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(self.redis.signal, "unpause")

    def found_out(self, kind: str) -> None:
        with self.worker(kind, WORK_STALL_SECONDS="4") as s:
            self.send(kind, 0.1)
            self.wait("done", s)
            self.assertEqual(s.get("/health/live")[0], 200)
            self.redis.signal("pause")
            for _ in range(20):
                if s.get("/health/live")[0] == 503:
                    return
                time.sleep(1)
            self.fail(f"still taken for alive: {s.output()}")

    def test_celery(self) -> None:
        self.found_out("celery")

    def test_arq(self) -> None:
        self.found_out("arq")


if __name__ == "__main__":
    unittest.main()
