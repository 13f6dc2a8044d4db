"""Starts the service. The image runs `python /opt/runtime/serve.py`; nothing of the service's own code is changed for it."""

from __future__ import annotations

import importlib
import os
import pathlib
import re
import sys
import traceback
import types
from typing import Any, NoReturn

HERE = pathlib.Path(__file__).resolve().parent


def prepare_path() -> None:
    """The service's code first, what it installed next, the packages of this folder last: its own versions win."""
    rest = [entry for entry in sys.path if entry and pathlib.Path(entry).resolve() != HERE]
    sys.path[:] = [os.getcwd(), *(entry for entry in rest if entry != os.getcwd()), str(HERE / "packages")]
    # A package of its own name, so that a settings.py or agent.py of the service is never taken for one of these files.
    package = types.ModuleType("deploy_runtime")
    package.__path__ = [str(HERE)]
    sys.modules["deploy_runtime"] = package


def fail(reason: str) -> NoReturn:
    sys.stdout.flush()
    print(f"serve: {reason}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def whole_number(name: str, default: int, low: int, high: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        fail(f"{name} is {text[:40]!r}, not a number from {low} to {high}")
    return int(text)


def load_app(reference: str) -> Any:
    """The object that `package.module:attribute` or `package.module:factory()` names. Ends the process when it cannot be had."""
    match = re.fullmatch(r"([\w.]+):([\w.]+)(\(\))?", reference)
    if not match:
        fail(f"{reference!r} is not of the form package.module:attribute")
    module, attributes, call = match.groups()
    try:
        found: Any = importlib.import_module(module)
        for name in attributes.split("."):
            found = getattr(found, name)
        return found() if call else found
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        fail(f"cannot load {reference}: {reason_of(error)}")


def reason_of(error: BaseException) -> str:
    """One line, with the place in the service's code that raised: `KeyError: 'DATABASE_URL' (orders/api.py:5)`."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    # Pydantic tells the cause below its first line, followed by what it was given, which may be a secret.
    text = " ".join(line.split(" [type=")[0] for line in lines if " visit https://" not in line)[:300]
    base = os.getcwd() + os.sep
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(base)]
    where = f" ({frames[-1].filename[len(base) :]}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {text}{where}"


def main() -> Any:
    prepare_path()
    from deploy_runtime import logs, settings

    if settings.PROTOCOL == "job":
        from deploy_runtime import job

        if not settings.TEXT_LOGS:
            logs.configure()
        return job.run(fail)
    port = whole_number("PORT", settings.DEFAULT_PORT, 1, 65535)
    for name in settings.HIDDEN:
        os.environ.pop(name, None)
    # aiohttp's own server is one process.
    workers = 1 if settings.PROTOCOL == "aiohttp" else whole_number("WEB_CONCURRENCY", 1, 1, 64)
    if settings.METRICS and workers > 1 and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        import tempfile

        # Read by prometheus_client when it is imported: the workers then add up their numbers through files.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="metrics-")
    if not settings.TEXT_LOGS:
        logs.configure()
    if settings.PROTOCOL == "work":
        from deploy_runtime import work

        return work.run(port, fail)
    if settings.PROTOCOL == "wsgi":
        from deploy_runtime import wsgi_server

        return wsgi_server.run(lambda: load_app(settings.APP), port, workers)
    if settings.PROTOCOL == "aiohttp":
        from deploy_runtime import aiohttp_server

        return aiohttp_server.run(lambda: load_app(settings.APP), port, reason_of)
    from deploy_runtime import asgi_server

    return asgi_server.run(load_asgi, port, workers)


def load_asgi() -> Any:
    from deploy_runtime import settings

    if settings.PROTOCOL != "agent":
        return load_app(settings.APP)
    from deploy_runtime import agent

    # A factory is called once the loop runs: what it opens belongs there.
    reference = settings.APP.removesuffix("()")
    return agent.create_app(load_app(reference), settings.AGENT, settings.SERVICE, reference != settings.APP)


if __name__ == "__main__":
    sys.exit(main())
