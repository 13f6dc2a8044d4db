"""Every check of this folder, with a closing line that counts what could not run as not run."""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys
import unittest


def engine() -> bool:
    return (
        shutil.which("docker") is not None and subprocess.run(["docker", "info"], capture_output=True).returncode == 0
    )


def main() -> int:
    here = pathlib.Path(__file__).parent
    names = sorted(path.stem for path in here.glob("*_check.py"))
    if not engine():
        names.remove("site_check")
        print("site_check: not run, no engine answers")
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    total = suite.countTestCases()
    result = unittest.TextTestRunner(verbosity=1).run(suite)
    bad = len({test.id().split(" ")[0] for test, _ in result.failures + result.errors})
    missing = len(result.skipped)
    print(f"{total - bad - missing} passed, {bad} failed, {missing} not run")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
