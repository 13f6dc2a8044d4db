"""One task for each library that takes work from Redis: it says when it begins, takes its time, and says when it is done."""

import asyncio
import os
import time

import redis

URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")
KIND = os.environ.get("QUEUE_KIND", "")
marks = redis.Redis.from_url(URL)


def note(seconds: float) -> None:
    marks.rpush("begun", seconds)
    time.sleep(seconds)
    marks.rpush("done", seconds)


async def anote(seconds: float) -> None:
    marks.rpush("begun", seconds)
    await asyncio.sleep(seconds)
    marks.rpush("done", seconds)


if KIND == "celery":
    import celery

    app = celery.Celery("queue_apps", broker=URL)
    # As the scaffold advises where a task may be cut off.
    app.conf.task_acks_late = True
    task = app.task(name="note")(note)

if KIND == "arq":
    import arq.connections

    async def arq_note(_: dict[str, object], seconds: float) -> None:
        await anote(seconds)

    class WorkerSettings:
        functions = [arq_note]
        redis_settings = arq.connections.RedisSettings.from_dsn(URL)

    async def enqueue(seconds: float) -> None:
        pool = await arq.connections.create_pool(WorkerSettings.redis_settings)
        await pool.enqueue_job("arq_note", seconds)

if KIND == "dramatiq":
    import dramatiq
    from dramatiq.brokers.redis import RedisBroker

    dramatiq.set_broker(RedisBroker(url=URL))
    actor = dramatiq.actor(note)

if KIND == "huey":
    import huey

    queue = huey.RedisHuey("queue", url=URL)
    job = queue.task()(note)

if KIND == "taskiq":
    import taskiq_redis

    broker = taskiq_redis.ListQueueBroker(URL)

    @broker.task
    async def later(seconds: float) -> None:
        await anote(seconds)

    async def kick(seconds: float) -> None:
        await broker.startup()
        await later.kiq(seconds)
        await broker.shutdown()


def send(seconds: float) -> None:
    """Puts one task into the queue, as the service's other half would."""
    if KIND == "celery":
        task.delay(seconds)
    elif KIND == "arq":
        asyncio.run(enqueue(seconds))
    elif KIND == "rq":
        import rq

        rq.Queue(connection=marks).enqueue("queue_apps.note", seconds)
    elif KIND == "dramatiq":
        actor.send(seconds)
    elif KIND == "huey":
        job(seconds)
    elif KIND == "taskiq":
        asyncio.run(kick(seconds))
    else:
        raise SystemExit(f"QUEUE_KIND: {KIND!r}")

