import os

BROKER_URL = os.environ["CELERY_BROKER_URL"]
OUTBOX = os.getenv("OUTBOX", "/tmp/outbox")
SENDER = os.getenv("MAIL_SENDER", "orders@example.com")
