"""A real PostgreSQL for the checks in this folder, in the engine that answers."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import unittest

IMAGE = os.environ.get("CHECK_POSTGRES_IMAGE", "pgvector/pgvector:pg15")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Server:
    """A container that listens on a port of this machine; `ready` is a command inside that ends with 0 when it answers."""

    def __init__(self, name: str, image: str, port: int, ready: tuple[str, ...], *options: str) -> None:
        if not shutil.which("docker"):
            raise unittest.SkipTest("no engine")
        self.name, self.port = f"{name}-{os.getpid()}", free_port()
        run = ["docker", "run", "--rm", "--detach", "--name", self.name, "--publish", f"127.0.0.1:{self.port}:{port}"]
        if subprocess.run([*run, *options, image], capture_output=True).returncode:
            raise unittest.SkipTest(f"no image {image}")
        for _ in range(240):
            if not self.run(*ready).returncode:
                break
            time.sleep(0.25)

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["docker", "exec", self.name, *words], capture_output=True)

    def signal(self, word: str) -> None:
        """`pause`, `unpause` and the like."""
        subprocess.run(["docker", word, self.name], capture_output=True)

    def stop(self) -> None:
        subprocess.run(["docker", "rm", "--force", self.name], capture_output=True)


class Postgres(Server):
    """Started once for a class of checks; its password is `right`."""

    def __init__(self, name: str) -> None:
        super().__init__(name, IMAGE, 5432, ("pg_isready", "-qh", "127.0.0.1"), "--env", "POSTGRES_PASSWORD=right")

    def sql(self, text: str) -> str:
        done = self.run("psql", "postgresql://postgres:right@127.0.0.1/postgres", "-tAc", text)
        return (done.stdout + done.stderr).decode().strip()

    def url(self, scheme: str = "postgresql", login: str = "postgres:right") -> str:
        return f"{scheme}://{login}@127.0.0.1:{self.port}/postgres"
