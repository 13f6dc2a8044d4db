"""Programs that take work from a clock; the first word says which."""

import asyncio
import sys
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


def never_rests() -> None:
    busy(60)


if __name__ == "__main__":
    if sys.argv[1] == "task":
        asyncio.run(rests_in_a_task())
    {"rests": rests, "works": works, "stalls": stalls, "never": never_rests}[sys.argv[1]]()
