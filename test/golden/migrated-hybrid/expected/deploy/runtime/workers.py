"""Several processes behind one socket: starts them, replaces one that dies, and passes SIGTERM on to all."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from types import FrameType

# A worker that dies at once, every time, must not keep a processor busy.
RESTART_SECONDS = 1.0


def supervise(count: int, serve: Callable[[], int]) -> int:
    """Runs `serve` in `count` children until a signal; 1 when one could not start, 0 after a drain."""
    children: set[int] = set()
    signals: list[int] = []

    def pass_on(sig: int, frame: FrameType | None) -> None:
        signals.append(sig)
        for pid in tuple(children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM if len(signals) == 1 else signal.SIGKILL)
        if len(signals) > 1:
            os._exit(128 + sig)

    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, pass_on)
    failed = False
    while True:
        while len(children) < count and not signals and not failed:
            start(serve, children)
        if not children:
            return 1 if failed else 0
        pid, status = os.waitpid(-1, 0)
        children.discard(pid)
        if signals or failed:
            continue
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 1:
            # It said why; the others would fail the same way.
            failed = True
            for other in children:
                os.kill(other, signal.SIGTERM)
        else:
            code = os.waitstatus_to_exitcode(status)
            print(f"serve: worker {pid} ended with {code}, starting another", file=sys.stderr, flush=True)
            time.sleep(RESTART_SECONDS)


def start(serve: Callable[[], int], children: set[int]) -> None:
    # Blocked so that a signal between fork and add is not lost on the new child.
    held = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, held)
    pid = os.fork()
    if pid:
        children.add(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, held)
        return
    code = 1
    try:
        for sig in held:
            signal.signal(sig, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, held)
        code = serve()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
