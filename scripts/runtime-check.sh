#!/bin/sh
# Runs what the images run, against real uvicorn, gunicorn, aiohttp and, where an engine answers, nginx.
# PYTHON names the interpreter; AGENTS=1 adds the agent libraries (some 200 packages). Ends with `N passed, N failed, N not run`.
set -eu

cd "$(dirname "$0")/../test/runtime"
venv=${RUNTIME_VENV:-${TMPDIR:-/tmp}/runtime-check-venv}
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
set -- uvicorn gunicorn aiohttp fastapi prometheus-client flask django websockets asyncpg 'psycopg[binary]' psycopg2-binary redis alembic
set -- "$@" celery rq dramatiq huey taskiq-redis arq
if [ "${AGENTS:-}" = 1 ]; then
  set -- "$@" langgraph langgraph-checkpoint-postgres langchain-openai 'pydantic-ai-slim[openai]' openai-agents google-adk crewai
fi
# pip tries versions of this many packages for a quarter of an hour, uv for seconds.
"$venv/bin/python" -m pip install -q --disable-pip-version-check uv
"$venv/bin/uv" pip install -q --python "$venv/bin/python" "$@"
exec "$venv/bin/python" -W ignore all.py
