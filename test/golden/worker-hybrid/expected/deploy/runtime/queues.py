"""What each library that hands out work shows of its life, and what it must be told to end and to log as this container does."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable

from deploy_runtime import settings
from deploy_runtime.pulse import beats_when, pulse, watch_rests


def watch_celery() -> None:
    from celery import signals

    if "beat" in sys.argv:
        watch_rests()
    elif "--without-heartbeat" not in sys.argv:
        # Sent every two seconds by the loop that also takes the tasks.
        signals.heartbeat_sent.connect(lambda **_: pulse.beat(), weak=False)
        pulse.awaited = True
    if not settings.TEXT_LOGS:
        # Celery would put its own format over the lines of this container, and a banner before them.
        signals.setup_logging.connect(lambda **_: None, weak=False)
        sys.argv[1:1] = ["--quiet"]


def watch_arq() -> None:
    import arq.cli
    import arq.worker

    beats_when(arq.worker.Worker, "heart_beat")
    if not settings.TEXT_LOGS:
        # Its handler would print each line a second time.
        arq.cli.default_log_config = lambda _: {"version": 1, "disable_existing_loggers": False}


def watch_rq() -> None:
    import rq.worker

    beats_when(rq.worker.Worker, "heartbeat")


def watch_huey() -> None:
    from huey.consumer import Consumer
    from huey.consumer_options import ConsumerConfig

    # Its own choice is to end at once on SIGTERM, which loses what is under way; older versions know no other.
    if "graceful_signal" in inspect.signature(Consumer.__init__).parameters:
        sys.argv[1:1] = ["--graceful-signal", "TERM"]
    if not settings.TEXT_LOGS:
        # Its handlers would print each line a second time.
        ConsumerConfig.setup_logger = lambda *_: None


WATCHES: dict[str, Callable[[], None]] = {"celery": watch_celery, "arq": watch_arq, "rq": watch_rq, "huey": watch_huey}
