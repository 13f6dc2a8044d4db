"""Closes one day: ends with 0 when the sums are written, with 3 when there was nothing to add up."""

import json
import logging
import os
import pathlib
import sys

from dateutil import parser

from ledger import settings

log = logging.getLogger("ledger")


def payments() -> list[dict[str, str]]:
    return json.loads(os.getenv("PAYMENTS", '[{"at": "2026-01-02", "amount": "12.50"}]'))


def main() -> int:
    logging.basicConfig(level=logging.INFO)
    sums: dict[str, float] = {}
    for payment in payments():
        day = parser.parse(payment["at"]).date().isoformat()
        sums[day] = sums.get(day, 0) + float(payment["amount"])
    if not sums:
        log.error("nothing to add up")
        return 3
    pathlib.Path(settings.LEDGER).write_text(json.dumps({"currency": settings.CURRENCY, "sums": sums}))
    log.info("closed %s days", len(sums))
    return 0


if __name__ == "__main__":
    sys.exit(main())
