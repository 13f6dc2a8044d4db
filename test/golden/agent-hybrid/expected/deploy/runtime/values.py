"""What goes into an agent and what comes out of it, in terms that every library and JSON understand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any


class Threads:
    """Histories of the newest conversations, in this process: for more, give the agent a store of its own."""

    LIMIT = 1000

    def __init__(self) -> None:
        self.histories: dict[str, Any] = {}

    def get(self, thread: str) -> Any:
        return self.histories.get(thread)

    def keep(self, thread: str, history: Any) -> None:
        self.histories.pop(thread, None)
        self.histories[thread] = history
        if len(self.histories) > self.LIMIT:
            del self.histories[next(iter(self.histories))]


def text_of(given: Any) -> str:
    if isinstance(given, Mapping):
        given = next((given[key] for key in ("input", "message", "prompt", "query") if key in given), given)
    return given if isinstance(given, str) else str(given)


def plain(value: Any) -> Any:
    """Something that JSON can hold: models and data classes become objects, the unknown becomes text."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
    return str(value)
