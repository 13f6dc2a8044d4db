"""Finds what a command names and runs it in this process: signals reach it, and its exit code is the container's."""

from __future__ import annotations

import functools
import importlib.metadata
import pathlib
import runpy
import sys
from collections.abc import Callable
from typing import Any


def find(command: tuple[str, ...], fail: Callable[[str], Any]) -> Callable[[], Any]:
    """What the command starts: a script, a module, or the command of an installed package. `fail` ends the process."""
    program, *words = command
    sys.argv = [program, *words]
    if program == "python":
        return functools.partial(python, words, fail)
    entries = importlib.metadata.entry_points(group="console_scripts", name=program)
    if not entries:
        fail(f"{program} is not installed: no package of the image has a command of that name")
    return lambda: next(iter(entries)).load()()


def python(words: list[str], fail: Callable[[str], Any]) -> None:
    if words[:1] == ["-m"]:
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        return
    path = pathlib.Path(words[0])
    if not path.is_file():
        fail(f"{path} is not in the image")
    sys.argv = words
    sys.path.insert(0, str(path.resolve().parent))
    runpy.run_path(str(path), run_name="__main__")
