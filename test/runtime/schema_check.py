"""Readiness against a real PostgreSQL: migrations at the code's head, and the extension that the code needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import unittest

from database import Postgres
from service import APPS, Service

ADDRESS = ["DATABASE_URL"]
ALEMBIC = [{"name": "migrations", "kind": "alembic", "variables": ADDRESS}]
DJANGO = [{"name": "migrations", "kind": "django", "variables": ADDRESS}]
PGVECTOR = [{"name": "pgvector", "kind": "pgvector", "variables": ADDRESS}]
FILES = {"config": "migrated/alembic.ini", "folder": "migrated/migrations"}


class Schema(unittest.TestCase):
    database: Postgres

    @classmethod
    def setUpClass(cls) -> None:
        cls.database = Postgres("schema")
        cls.addClassCleanup(cls.database.stop)

    def tearDown(self) -> None:
        self.database.sql("DROP SCHEMA IF EXISTS tenant CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def checks(self, s: Service) -> tuple[int, object]:
        for _ in range(20):
            status, text, _ = s.get("/health/ready")
            # The tool itself is loaded first, which may take longer than a check.
            if "timeout" not in text:
                break
            time.sleep(1)
        return status, json.loads(text)["checks"]

    def of(self, checks: list[dict[str, object]], url: str, **options: object) -> tuple[int, object]:
        app, protocol = options.pop("app", "asgi_apps:app"), options.pop("protocol", "asgi")
        with Service(str(app), str(protocol), checks=checks, env={"DATABASE_URL": url}, **options) as s:
            return self.checks(s)

    def alembic(self, *words: str) -> None:
        env = {**os.environ, "DATABASE_URL": self.database.url("postgresql+psycopg2")}
        run = [sys.executable, "-m", "alembic", *words]
        done = subprocess.run(run, cwd=APPS / "migrated", env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_ready_once_the_database_is_as_new_as_the_code(self) -> None:
        pending, ok = (503, {"migrations": "MigrationsPending"}), (200, {"migrations": "ok"})
        for scheme in ("postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2"):
            with self.subTest(scheme):
                url = self.database.url(scheme)
                self.assertEqual(self.of(ALEMBIC, url, migrations=FILES), pending)
                self.alembic("upgrade", "a1")
                self.assertEqual(self.of(ALEMBIC, url, migrations=FILES), pending)
                self.alembic("upgrade", "head")
                self.assertEqual(self.of(ALEMBIC, url, migrations=FILES), ok)
                # The next release has migrated: this one still serves.
                self.database.sql("UPDATE alembic_version SET version_num = 'c3'")
                self.assertEqual(self.of(ALEMBIC, url, migrations=FILES), ok)
                self.tearDown()

    def test_a_schema_of_its_own_and_one_that_is_behind(self) -> None:
        self.alembic("upgrade", "head")
        self.database.sql("CREATE SCHEMA tenant; ALTER TABLE alembic_version SET SCHEMA tenant")
        self.assertEqual(self.of(ALEMBIC, self.database.url(), migrations=FILES)[0], 200)
        self.database.sql("CREATE TABLE public.alembic_version AS SELECT 'a1' AS version_num")
        self.assertEqual(self.of(ALEMBIC, self.database.url(), migrations=FILES)[0], 503)

    def test_asked_until_it_was_so_once(self) -> None:
        self.alembic("upgrade", "head")
        with Service("asgi_apps:app", checks=ALEMBIC, migrations=FILES, env={"DATABASE_URL": self.database.url()}) as s:
            self.assertEqual(self.checks(s)[0], 200)
            self.database.sql("DROP TABLE alembic_version")
            time.sleep(1.1)
            self.assertEqual(self.checks(s), (200, {"migrations": "ok"}))

    def test_a_password_from_elsewhere_cannot_be_asked_with(self) -> None:
        url = self.database.url(login="postgres")
        self.assertEqual(self.of(ALEMBIC, url, migrations=FILES), (200, {"migrations": "ok"}))

    def test_django(self) -> None:
        url = self.database.url()
        options = {"app": "shop_database:application", "protocol": "wsgi"}
        self.assertEqual(self.of(DJANGO, url, **options), (503, {"migrations": "MigrationsPending"}))
        env = {**os.environ, "DATABASE_URL": url}
        subprocess.run([sys.executable, "shop_database.py", "migrate"], cwd=APPS, env=env, check=True, capture_output=True)
        self.assertEqual(self.of(DJANGO, url, **options), (200, {"migrations": "ok"}))

    def test_pgvector_made_or_to_be_made(self) -> None:
        url = self.database.url()
        self.assertEqual(self.of(PGVECTOR, url), (200, {"pgvector": "ok"}))
        hide = "cd $(pg_config --sharedir)/extension && mv vector.control vector.hidden"
        self.assertEqual(self.database.run("sh", "-c", hide).returncode, 0)
        self.addCleanup(self.database.run, "sh", "-c", "cd $(pg_config --sharedir)/extension && mv vector.hidden vector.control")
        self.assertEqual(self.of(PGVECTOR, url), (503, {"pgvector": "ExtensionMissing"}))


if __name__ == "__main__":
    unittest.main(verbosity=2)
