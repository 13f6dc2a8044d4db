import os

LEDGER = os.getenv("LEDGER", "/tmp/ledger.json")
CURRENCY = os.getenv("CURRENCY", "EUR")
API_TOKEN = os.environ["BANK_API_TOKEN"]
