/** Packages whose names projects also give to modules of their own; below an unproven root the package is meant. */
export const SHADOWED = new Set(
  `celery redis flask fastapi django openai langchain langgraph agents alembic mcp logging types sqlalchemy pydantic starlette
  uvicorn requests httpx typing json email http queue calendar secrets token tokenize select signal random time uuid enum abc
  dataclasses collections datetime asyncio pathlib crewai autogen google anthropic chromadb elasticsearch opensearchpy kafka
  prometheus_client sentry_sdk stripe boto3 aiohttp jwt bcrypt markdown jinja2 click typer rich loguru structlog numpy pandas torch transformers
  test code platform statistics string copy io os sys re math inspect socket ssl tempfile threading traceback warnings`.split(
    /\s+/,
  ),
);
