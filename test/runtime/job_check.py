from __future__ import annotations

import json
import signal
import time
import unittest
from typing import Any

from service import Service


def job(*words: str, **options: Any) -> Service:
    return Service("", protocol="job", wait=False, command=["python", "end_apps.py", *words], job=True, **options)


class Job(unittest.TestCase):
    def test_the_exit_code_is_the_programs_own(self) -> None:
        for words, code in ((("ends",), 0), (("code", "0"), 0), (("code", "3"), 3), (("says",), 1), (("fails",), 1)):
            with job(*words) as s:
                self.assertEqual(s.end(), code, s.output())

    def test_what_it_says_at_its_end_is_printed(self) -> None:
        with job("says") as s:
            s.end()
            self.assertIn("no input", s.output())

    def test_its_logs_and_its_failure_are_lines_of_json(self) -> None:
        with job("logs") as s:
            s.end()
            self.assertEqual(json.loads(s.output())["message"], "closed")
        with job("fails") as s:
            s.end()
            line = json.loads(s.output())
            self.assertEqual(line["severity"], "CRITICAL")
            self.assertIn("KeyError: 'SOURCE'", line["message"])
        with job("fails", env={"LOG_FORMAT": "text"}) as s:
            self.assertEqual(s.end(), 1)
            self.assertTrue(s.output().startswith("Traceback"), s.output())

    def test_an_end_by_a_signal_is_no_success_and_tidies_up(self) -> None:
        with job("waits") as s:
            while "waits" not in s.output():
                time.sleep(0.05)
            s.process.send_signal(signal.SIGTERM)
            self.assertEqual(s.end(), 143)
            self.assertIn("tidied up", s.output())

    def test_a_port_that_is_none_is_not_asked_for(self) -> None:
        with job("ends", env={"PORT": "no number"}) as s:
            self.assertEqual(s.end(), 0, s.output())

    def test_a_command_that_is_not_there(self) -> None:
        with Service("", protocol="job", wait=False, command=["no-such-program"], job=True) as s:
            self.assertEqual(s.end(), 1)
            self.assertIn("serve: no-such-program is not installed", s.output())


if __name__ == "__main__":
    unittest.main()
