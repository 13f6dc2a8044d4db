"""Runs a program to its end. It answers nothing: the platform sees its exit code."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from deploy_runtime import program, settings

log = logging.getLogger("deploy_runtime")


def end(sig: int, frame: FrameType | None) -> None:
    """A run that was cut off is no success. What the program tidies up it still does; a second signal ends it at once."""
    signal.signal(sig, lambda again, _: os._exit(128 + again))
    raise SystemExit(128 + sig)


def run(fail: Callable[[str], Any]) -> Any:
    """Runs until the program ends; its exit code, or whatever else `sys.exit` takes."""
    # The first process of a container ignores a signal that nobody handles; the program's own handlers take the place.
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, end)
    try:
        return program.find(settings.COMMAND, fail)()
    except Exception:
        if settings.TEXT_LOGS:
            raise
        # One line, that the platform keeps the traceback together.
        log.critical("the job failed", exc_info=True)
        return 1
    finally:
        sys.stdout.flush()
