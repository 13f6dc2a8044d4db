from __future__ import annotations

import importlib.util
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).parents[2] / "templates/build/finish_packages.py"
CODE = b"code" * 16
DEBUG = b"debug" * 100


def library(name: bytes = b".debug_info", kind: int = 1, flags: int = 0, payload: bytes = b"") -> bytes:
    """A library of one segment and, behind it, a section of its own, the names and the table."""
    names = b"\0" + name + b"\0.shstrtab\0"
    code = 64 + 56
    debug = code + len(CODE)
    strings = debug + len(DEBUG)
    table = strings + len(names)
    header = struct.pack(
        "<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, 62, 1, 0, 64, table, 0, 64, 56, 1, 64, 3, 2
    )
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, debug, debug, 4096)
    sections = [
        bytes(64),
        struct.pack("<IIQQQQIIQQ", 1, kind, flags, 0, debug, len(DEBUG), 0, 0, 1, 0),
        struct.pack("<IIQQQQIIQQ", 2 + len(name), 3, 0, 0, strings, len(names), 0, 0, 1, 0),
    ]
    return header + segment + CODE + DEBUG + names + b"".join(sections) + payload


class Packages(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def finish(self) -> str:
        ran = subprocess.run([sys.executable, SCRIPT, self.folder, self.folder / "absent"], capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def after(self, data: bytes, name: str = "a.so") -> bytes:
        path = self.folder / name
        path.write_bytes(data)
        self.finish()
        return path.read_bytes()

    def test_what_is_loaded_stays_and_what_debuggers_read_goes(self) -> None:
        before = library()
        after = self.after(before)
        self.assertEqual(len(after), 64 + 56 + len(CODE))
        self.assertEqual(after[64:], before[64 : len(after)])
        self.assertEqual(after[:40], before[:40])
        self.assertEqual(struct.unpack_from("<Q", after, 40) + struct.unpack_from("<HH", after, 60), (0, 0, 0))
        self.assertEqual(self.after(after), after, "a second time there is nothing to cut")

    def test_what_has_no_debug_information_or_is_not_understood_stays(self) -> None:
        good = library()
        cases = {
            "no debug information": library(name=b".comment"),
            "a section that is loaded lies behind the segments": library(flags=2),
            "data of its own behind the tables": library(payload=b"x" * 64),
            "big-endian": good[:5] + b"\2" + good[6:],
            "32 bits": good[:4] + b"\1" + good[5:],
            "cut short": good[:200],
            "a header alone": good[:64],
            "no library": b"text",
            "empty": b"",
        }
        for what, data in cases.items():
            with self.subTest(what):
                self.assertEqual(self.after(data), data)

    def test_other_names_and_links_stay(self) -> None:
        self.assertEqual(self.after(library(), "data.bin"), library())
        outside = self.folder.parent / f"{self.folder.name}.so"
        outside.write_bytes(library())
        self.addCleanup(outside.unlink)
        (self.folder / "link.so").symlink_to(outside)
        self.finish()
        self.assertEqual(outside.read_bytes(), library())
        self.assertLess(len(self.after(library(), "liba.so.1.2")), len(library()))

    def test_tests_go_and_those_that_code_names_stay(self) -> None:
        packages = self.folder / "lib/python3.12/site-packages"
        code = {
            "plain/__init__.py": "'''Has tests; see the tests.'''\nTESTS = 'tests_of'  # from .tests import x",
            "absolute/a.py": "import absolute.inner.tests.tools as tools",
            "relative/inner/a.py": "def check():\n    from ..tests.tools import run",
            "member/__init__.py": "from . import (\n    other,\n    tests,\n)",
            "path/inner/a.py": "open(join(HERE, '../data/tests/one.json'))",
            "string/a.py": "load('string.tests.plugin')",
            "neighbour/a.py": "from near.by import one, tests",
            "data/a.py": "",
            "tests/a.py": "",
        }
        tests = (
            "plain/tests plain/deep/tests absolute/tests absolute/inner/tests relative/tests relative/inner/tests "
            "member/tests path/data/tests path/tests string/tests near/by/tests near/tests tests"
        ).split()
        for name, text in {**code, **{f"{folder}/test_one.py": "import plain.tests" for folder in tests}}.items():
            (packages / name).parent.mkdir(parents=True, exist_ok=True)
            (packages / name).write_text(text)
        (packages / "data/tests").mkdir()
        (packages / "data/tests/table.csv").write_text("no test")
        (packages / "plain/gone.py").symlink_to("nowhere.py")
        (packages / "near/linked").mkdir()
        (packages / "near/linked/tests").symlink_to("../tests")
        self.assertIn("tests: 0.0 MB removed", self.finish())
        left = sorted(str(path.parent.relative_to(packages)) for path in packages.rglob("tests/*"))
        self.assertEqual(
            left,
            ["absolute/inner/tests", "data/tests", "member/tests", "near/by/tests", "path/data/tests", "relative/tests", "string/tests", "tests", "tests"],
        )

    def test_much_source_gets_bytecode_that_is_the_same_in_each_build_and_little_gets_none(self) -> None:
        module = self.folder / "large.py"
        (self.folder / "broken.py").write_text("def")
        module.write_text("VALUE = 7\n")
        self.assertIn("bytecode: none", self.finish())
        self.assertEqual(list(self.folder.rglob("*.pyc")), [])
        module.write_text("VALUE = 7\n" + "# a line of source\n" * 2_400_000)
        seen = []
        for time in (1_000_000_000, 1_100_000_000):
            os.utime(module, (time, time))
            self.assertIn("bytecode: made", self.finish())
            (made,) = self.folder.rglob("*.pyc")
            seen.append(made.read_bytes())
            made.unlink()
        self.assertEqual(*seen)
        self.finish()
        module.write_text("VALUE = 8\n")
        ran = subprocess.run([sys.executable, "-c", "import large; print(large.VALUE)"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(ran.stdout, "7\n", "the bytecode is what is loaded")

    def test_a_real_package_loads_and_works_afterwards(self) -> None:
        found = importlib.util.find_spec("asyncpg")
        if found is None or found.origin is None:
            self.skipTest("asyncpg is not installed")
        shutil.copytree(pathlib.Path(found.origin).parent, self.folder / "asyncpg")
        before = sum(path.stat().st_size for path in self.folder.rglob("*.so"))
        self.finish()
        self.assertLess(sum(path.stat().st_size for path in self.folder.rglob("*.so")), before / 2)
        code = "import asyncpg.protocol.protocol as p, asyncpg.pgproto.pgproto as g; print(p.__file__, g.UUID(str(7).zfill(32)).int)"
        ran = subprocess.run([sys.executable, "-c", code], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn(str(self.folder), ran.stdout)
        self.assertTrue(ran.stdout.endswith(" 7\n"), ran.stdout)


if __name__ == "__main__":
    unittest.main()
