"""Every check of this folder, with a closing line that counts what could not run as not run."""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys
import unittest
from typing import Any


def engine() -> bool:
    return (
        shutil.which("docker") is not None and subprocess.run(["docker", "info"], capture_output=True).returncode == 0
    )


class Result(unittest.TextTestResult):
    """Counts what passed: a class that is left out as a whole is told once, not for each of its tests."""

    passed = 0

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.passed += 1


def main() -> int:
    here = pathlib.Path(__file__).parent
    names = sorted(path.stem for path in here.glob("*_check.py"))
    if not engine():
        names.remove("site_check")
        print("site_check: not run, no engine answers")
    sums = [0, 0, 0]
    for name in names:
        suite = unittest.defaultTestLoader.loadTestsFromName(name)
        total = suite.countTestCases()
        result: Any = unittest.TextTestRunner(verbosity=1, resultclass=Result).run(suite)
        bad = len({test.id().split(" ")[0] for test, _ in result.failures + result.errors})
        counts = [result.passed, bad, max(0, total - result.passed - bad)]
        print("{}: {} passed, {} failed, {} not run".format(name, *counts), flush=True)
        sums = [one + other for one, other in zip(sums, counts)]
    print("{} passed, {} failed, {} not run".format(*sums))
    return 1 if sums[1] else 0


if __name__ == "__main__":
    sys.exit(main())
