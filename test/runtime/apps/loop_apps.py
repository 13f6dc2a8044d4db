"""Programs that take work from a clock; the first word says which."""

import asyncio
import sys
import threading
import time


def busy(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def rests() -> None:
    while True:
        time.sleep(60)


def works() -> None:
    while True:
        busy(1.5)
        print("work done", flush=True)
        time.sleep(60)


async def rests_in_a_task() -> None:
    while True:
        await asyncio.sleep(60)


def stalls() -> None:
    time.sleep(0.1)
    busy(60)


def helper() -> None:
    while True:
        time.sleep(0.2)


def helped() -> None:
    threading.Thread(target=helper, daemon=True).start()
    stalls()


def never_rests() -> None:
    busy(60)


if __name__ == "__main__":
    if sys.argv[1] == "task":
        asyncio.run(rests_in_a_task())
    {"rests": rests, "works": works, "stalls": stalls, "helped": helped, "never": never_rests}[sys.argv[1]]()
