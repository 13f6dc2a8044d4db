"""Starts services under the real launcher for the checks in this folder."""

from __future__ import annotations

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
APPS = HERE / "apps"


def render(folder: str, out: pathlib.Path, model: dict[str, Any]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    given = out / "model.json"
    given.write_text(json.dumps(model))
    subprocess.run(["node", HERE / "render.mjs", folder, out, given], check=True)
    given.unlink()


def model(
    runtime: dict[str, Any],
    grace: int = 5,
    command: list[str] | None = None,
    library: str = "loop",
    job: bool = False,
) -> dict[str, Any]:
    return {
        "service": {"name": "orders"},
        "build": {"stack": "python"},
        "runtime": {"packages": [], "checks": [], "checkSeconds": 1.5, **runtime},
        "http": {
            "port": 8080,
            "live": {"path": runtime.get("live") or "/own/live"},
            "ready": {"path": runtime.get("ready") or "/own/ready"},
            "metrics": {"path": "/metrics"},
        },
        "platforms": {"gke": True},
        "drain": {"serverSeconds": grace, "kubernetesServerSeconds": 35, "requestSeconds": 60},
        "scaling": {"concurrency": 8},
        **({"work": {"command": command, "library": library, "job": job}} if command else {}),
    }


OWN = {"live": "/health/live", "ready": "/health/ready", "metrics": "/metrics"}


class Service:
    """A service in a process of its own; `with` waits until it answers and ends it."""

    def __init__(
        self,
        app: str,
        protocol: str = "asgi",
        wait: bool = True,
        grace: int = 5,
        env: dict[str, str] | None = None,
        patch: dict[str, tuple[str, str]] | None = None,
        command: list[str] | None = None,
        library: str = "loop",
        job: bool = False,
        **runtime: Any,
    ):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="runtime-"))
        render("runtime", self.folder, model({"protocol": protocol, "app": app, **OWN, **runtime}, grace, command, library, job))
        for name, (old, new) in (patch or {}).items():
            text = (self.folder / name).read_text()
            assert old in text, name
            (self.folder / name).write_text(text.replace(old, new))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.wait = wait
        self.log = open(self.folder / "log", "w+")
        self.process = subprocess.Popen(
            [sys.executable, self.folder / "serve.py"],
            cwd=APPS,
            env={"PATH": os.environ["PATH"], "PORT": str(self.port), "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def __enter__(self) -> Service:
        if self.wait:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", self.port), 1).close()
                    self.get("/health/live")
                    return self
                except OSError:
                    if self.process.poll() is not None:
                        break
                    time.sleep(0.05)
            raise AssertionError(f"did not start: {self.output()}")
        return self

    def __exit__(self, *_: Any) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, timeout: float = 20
    ) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = json.dumps(body) if body is not None else None
        connection.request(
            method, path, sent, {**({"Content-Type": "application/json"} if sent else {}), **(headers or {})}
        )
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, text, {key.lower(): value for key, value in response.getheaders()}

    def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        return self.request("GET", path, headers={key.replace("_", "-"): value for key, value in headers.items()})

    def stop(self, sig: int = signal.SIGTERM, timeout: float = 15) -> int:
        self.process.send_signal(sig)
        return self.process.wait(timeout)

    def end(self, timeout: float = 15) -> int:
        return self.process.wait(timeout)

    def output(self) -> str:
        return (self.folder / "log").read_text()
