"""What the queue asks for. A message is acknowledged when it is sent, so that a stopped worker loses none."""

import json
import pathlib
import time

from celery import Celery

from mailer import settings

app = Celery("mailer", broker=settings.BROKER_URL)
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True)


@app.task
def send(recipient: str, subject: str, seconds: float = 0) -> None:
    time.sleep(seconds)
    outbox = pathlib.Path(settings.OUTBOX)
    outbox.mkdir(parents=True, exist_ok=True)
    message = {"from": settings.SENDER, "to": recipient, "subject": subject}
    (outbox / f"{recipient}.json").write_text(json.dumps(message))
