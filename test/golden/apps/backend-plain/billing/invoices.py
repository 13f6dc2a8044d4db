from dataclasses import dataclass, field
from itertools import count
from threading import Lock


@dataclass(frozen=True)
class Invoice:
    number: int
    customer: str
    cents: int


@dataclass
class Book:
    """Invoices of this process, numbered without gaps."""

    invoices: dict[int, Invoice] = field(default_factory=dict)
    _numbers: count = field(default_factory=lambda: count(1001))
    _lock: Lock = field(default_factory=Lock)

    def write(self, customer: str, cents: int) -> Invoice:
        with self._lock:
            invoice = Invoice(next(self._numbers), customer, cents)
            self.invoices[invoice.number] = invoice
        return invoice
