from __future__ import annotations

import signal
import time
import unittest
from typing import Any

from service import Service


def loop(word: str, **options: Any) -> Service:
    return Service("", protocol="work", command=["python", "loop_apps.py", word], **options)


class Work(unittest.TestCase):
    def stop(self, s: Service) -> float:
        begin = time.monotonic()
        s.process.send_signal(signal.SIGTERM)
        self.assertEqual(s.process.wait(20), 0, s.output())
        return time.monotonic() - begin

    def test_one_that_rests_ends_at_once(self) -> None:
        for word in ("rests", "task"):
            with loop(word) as s:
                time.sleep(0.3)
                self.assertLess(self.stop(s), 2)

    def test_what_is_under_way_is_finished(self) -> None:
        with loop("works") as s:
            time.sleep(0.3)
            self.stop(s)
            self.assertIn("work done", s.output())

    def test_one_that_never_rests_ends_with_the_grace(self) -> None:
        with loop("never", grace=2) as s:
            self.assertGreater(self.stop(s), 1.5)

    def test_liveness_is_whether_it_comes_round(self) -> None:
        with loop("stalls", env={"WORK_STALL_SECONDS": "1"}) as s:
            time.sleep(3)
            self.assertEqual(s.get("/health/live")[0], 503)
        with loop("rests", env={"WORK_STALL_SECONDS": "1"}) as s:
            time.sleep(3)
            self.assertEqual(s.get("/health/live")[0], 200)
            self.assertEqual(s.get("/other")[0], 404)

    def test_a_helper_that_sleeps_says_nothing_of_the_loop(self) -> None:
        with loop("helped", env={"WORK_STALL_SECONDS": "1"}) as s:
            time.sleep(3)
            self.assertEqual(s.get("/health/live")[0], 503)

    def test_0_switches_it_off(self) -> None:
        with loop("stalls", env={"WORK_STALL_SECONDS": "0"}) as s:
            time.sleep(2)
            self.assertEqual(s.get("/health/live")[0], 200)

    def test_a_program_that_is_not_there(self) -> None:
        for command, reason in (
            (["python", "nope.py"], "serve: nope.py is not in the image"),
            (["no-such-program", "x"], "serve: no-such-program is not installed"),
        ):
            with Service("", protocol="work", wait=False, command=command) as s:
                self.assertEqual(s.end(), 1, s.output())
                self.assertIn(reason, s.output().strip().splitlines()[-1])


if __name__ == "__main__":
    unittest.main()
