"""The site's start script and nginx.conf in the image that serves them. Needs an engine and the image named by NGINX_IMAGE."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest
import uuid
from typing import Any, NoReturn

from service import render

IMAGE = os.environ.get("NGINX_IMAGE", "nginxinc/nginx-unprivileged:1.30-alpine-slim")
HASHED = "assets/index-B1erjk_N.js"
LONG = "<p>" + "long \u00fc " * 1000


def model(base: str = "/", fallback: bool = True, vitals: bool = False) -> dict[str, Any]:
    names = [
        {"name": "VITE_API_URL", "required": True},
        {"name": "VITE_TITLE", "required": False},
        {"name": "VITE_OTHER", "required": False},
    ]
    return {
        "service": {"name": "web"},
        "build": {"stack": "site", "basePath": base, "fallback": ["index.html"] if fallback else [], "runtimeNames": names, "vitals": vitals},
        "http": {"port": 8080, "live": {"path": "/health/live"}, "ready": {"path": "/health/ready"}},
    }


def docker(*words: object) -> str:
    done = subprocess.run(["docker", *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"docker {words[0]}: {done.stderr.strip()}")
    return done.stdout


def compress(html: pathlib.Path, configuration: pathlib.Path) -> str:
    script = pathlib.Path(__file__).parents[2] / "templates/build/compress.mjs"
    return subprocess.run(["node", script, html, configuration], capture_output=True, text=True, check=True).stdout


class Site:
    """The image under the limits that the platforms set."""

    def __init__(self, given: dict[str, Any], **env: str) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="site-"))
        html = self.folder / "html"
        for name in ("assets", ".site", "docs"):
            (html / name).mkdir(parents=True)
        (html / "index.html").write_text("<p>entry</p>")
        (html / "docs/index.html").write_text("<p>docs</p>")
        (html / HASHED).write_text("//" + "x" * 4000)
        (html / "assets/logo-background.png").write_text("png")
        (html / "robots.txt").write_text("allow")
        (html / ".site/env-defaults.js").write_text('globalThis.__ENV__ = {"VITE_TITLE":"built"};\n')
        (html / ".site/script-sources").write_text("'sha256-abc=' https://cdn.example.org\n")
        (html / "long.html").write_text(LONG)
        (html / ".site/long.js").write_text(LONG)
        (html / "linked.html").symlink_to("long.html")
        (html / "again.html").symlink_to("linked.html")
        (html / "gone.html").symlink_to("nowhere.html")
        os.link(html / "long.html", html / "second.html")
        (html / "data.json").write_text(LONG)
        (html / "data.json.gz").write_bytes(gzip.compress(b"of the build"))
        render("nginx", self.folder / "nginx", given)
        compress(html, self.folder / "nginx/nginx.conf")
        self.folder.chmod(0o755)
        subprocess.run(["chmod", "-R", "a+rX", self.folder], check=True)
        self.name = f"site-{uuid.uuid4().hex[:12]}"
        hardened = "--read-only --cap-drop ALL --security-opt no-new-privileges --tmpfs /tmp:size=16m --user 65532:65532".split()
        variables = [part for key, value in {"PORT": "9090", **env}.items() for part in ("-e", f"{key}={value}")]
        # Built, not mounted: the engine need not see this machine's folders.
        (self.folder / "Dockerfile").write_text(
            f'FROM {IMAGE}\nCOPY html /usr/share/nginx/html\nCOPY nginx /opt/site\nENTRYPOINT ["/bin/sh", "/opt/site/site.sh"]\n'
        )
        docker("build", "-q", "-t", self.name, self.folder)
        docker("create", "--name", self.name, *hardened, *variables, "-p", "127.0.0.1::9090", self.name)
        docker("start", self.name)

    def __enter__(self) -> Site:
        try:
            self.port = int(docker("port", self.name, "9090").split(":")[-1])
        except AssertionError:
            self.give_up("did not start")
        for _ in range(100):
            try:
                if self.get("/health/live")[0] == 200:
                    return self
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        return self.give_up("does not answer")

    def give_up(self, why: str) -> NoReturn:
        said = self.output()
        self.__exit__()
        raise AssertionError(f"{why}: {said}")

    def __exit__(self, *_: Any) -> None:
        docker("rm", "-f", self.name)
        docker("rmi", "-f", self.name)
        shutil.rmtree(self.folder)

    def get(self, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path, headers={key.replace("_", "-"): value for key, value in headers.items()})
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        connection.close()
        return response.status, text, {key.lower(): value for key, value in response.getheaders()}

    def output(self) -> str:
        done = subprocess.run(["docker", "logs", self.name], capture_output=True, text=True)
        return done.stdout + done.stderr

    def exit(self) -> int:
        done = subprocess.run(["docker", "wait", self.name], capture_output=True, text=True, timeout=15)
        return int(done.stdout)


def environment(script: str) -> dict[str, str]:
    done = subprocess.run(
        ["node", "-e", script + "\nconsole.log(JSON.stringify(globalThis.__ENV__))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


class Serving(unittest.TestCase):
    def test_files_caching_and_headers(self) -> None:
        with Site(model(), VITE_API_URL="http://localhost:8000/v1") as site:
            for path in ("/", "/some/route", "/index.html"):
                status, text, headers = site.get(path)
                self.assertEqual((status, text, headers["cache-control"]), (200, "<p>entry</p>", "no-store"), path)
            status, _, headers = site.get(f"/{HASHED}", Accept_Encoding="gzip")
            self.assertEqual((status, headers["cache-control"]), (200, "public, max-age=31536000, immutable"))
            self.assertEqual((headers.get("content-encoding"), headers["vary"]), ("gzip", "Accept-Encoding"))
            status, _, headers = site.get("/assets/index-00000000.js")
            self.assertEqual((status, headers["cache-control"]), (404, "no-store"))
            self.assertEqual(site.get("/assets/logo-background.png")[2]["cache-control"], "no-cache")
            self.assertEqual(site.get("/robots.txt")[2]["cache-control"], "no-cache")
            self.assertEqual(site.get("/.site/env-defaults.js")[0], 404)
            self.assertEqual(site.get("/docs")[1], "<p>docs</p>")
            policy = headers["content-security-policy"]
            self.assertIn("script-src 'self' 'sha256-abc=' https://cdn.example.org;", policy)
            self.assertIn(" http://localhost:8000;", policy)
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            self.assertNotIn("/", headers["server"])
            for path in ("/health/live", "/health/ready"):
                self.assertEqual(site.get(path)[:2], (200, "ok\n"))
            site.get('/a"b\\', X_Cloud_Trace_Context="0af7651916cd43dd8448eb211c80319c/1;o=1")
            lines = [json.loads(line) for line in site.output().splitlines() if line.startswith("{")]
            self.assertFalse([line for line in lines if "health" in line["message"]])
            self.assertEqual(lines[-1]["logging.googleapis.com/trace"], "0af7651916cd43dd8448eb211c80319c")
            began = time.monotonic()
            docker("stop", "-t", "10", site.name)
            self.assertEqual(site.exit(), 0)
            self.assertLess(time.monotonic() - began, 8)

    def test_base_path_without_fallback(self) -> None:
        with Site(model("/shop/app/", fallback=False), VITE_API_URL="x") as site:
            self.assertEqual(site.get("/shop/app/")[1], "<p>entry</p>")
            self.assertEqual(site.get(f"/shop/app/{HASHED}")[2]["cache-control"], "public, max-age=31536000, immutable")
            self.assertEqual(site.get("/shop/app/env.js")[0], 200)
            self.assertEqual((site.get("/")[0], site.get("/")[2]["location"]), (302, "/shop/app/"))
            self.assertEqual(site.get("/shop/app/nothing")[0], 404)


class Compressed(unittest.TestCase):
    def test_every_client_gets_the_text(self) -> None:
        with Site(model(), VITE_API_URL="x") as site:
            self.assertEqual((site.folder / "html/long.html").stat().st_size, 0)
            for path in ("/long.html", "/long.html?query", "/linked.html", "/again.html", "/second.html"):
                status, text, headers = site.get(path)
                self.assertEqual((status, text, headers.get("content-encoding")), (200, LONG, None))
                self.assertEqual((headers["vary"], headers["content-type"]), ("Accept-Encoding", "text/html; charset=utf-8"))
            connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
            connection.request("GET", "/long.html", headers={"Accept-Encoding": "br, gzip;q=0.5"})
            response = connection.getresponse()
            self.assertEqual(gzip.decompress(response.read()).decode(), LONG)
            tag = response.getheader("ETag")
            connection.request("HEAD", "/long.html")
            response = connection.getresponse()
            self.assertEqual((response.status, response.read()), (200, b""))
            connection.request("GET", "/long.html", headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
            response = connection.getresponse()
            self.assertEqual((response.status, response.read()), (304, b""))
            connection.request("GET", "/data.json", headers={"Accept-Encoding": "gzip"})
            self.assertEqual(gzip.decompress(connection.getresponse().read()), b"of the build")
            connection.close()
            self.assertEqual(site.get("/data.json")[1], "of the build")
            self.assertEqual((site.folder / "html/.site/long.js").read_text(), LONG)

    def test_text_stays_where_nginx_does_not_unpack_it(self) -> None:
        for old, new in (("always", "on"), ("gunzip on;", "# gunzip on;"), ("server {", "server {\n gzip_static off;")):
            with self.subTest(new), tempfile.TemporaryDirectory() as folder:
                render("nginx", pathlib.Path(folder) / "nginx", model())
                configuration = pathlib.Path(folder) / "nginx/nginx.conf"
                text = configuration.read_text()
                self.assertIn(old, text)
                configuration.write_text(text.replace(old, new))
                page = pathlib.Path(folder) / "page.html"
                page.write_text(LONG)
                self.assertIn("kept beside it", compress(pathlib.Path(folder), configuration))
                self.assertEqual(page.read_text(), LONG)
                self.assertEqual(gzip.decompress(pathlib.Path(f"{page}.gz").read_bytes()).decode(), LONG)


class Vitals(unittest.TestCase):
    def test_numbers_reach_the_log_and_nothing_else(self) -> None:
        with Site(model("/shop/", vitals=True), VITE_API_URL="x") as site:
            status, script, headers = site.get("/shop/vitals.js")
            self.assertEqual((status, headers["cache-control"]), (200, "no-cache"))
            self.assertIn("javascript", headers["content-type"])
            self.assertIn("sendBeacon", script)
            self.assertEqual(site.get("/shop/vitals?lcp=1234.5&cls=0.01&inp=8&fcp=-1&ttfb=1e9%22,%22a%22:%22b")[0], 204)
            lines = [json.loads(line) for line in site.output().splitlines() if "web vitals" in line]
            self.assertEqual(
                [line["webVitals"] for line in lines], [{"cls": 0.01, "fcp": None, "inp": 8, "lcp": 1234.5, "ttfb": None}]
            )
        with Site(model(), VITE_API_URL="x") as site:
            self.assertEqual(site.get("/vitals.js")[0], 404)


class Values(unittest.TestCase):
    def test_values_survive_as_they_are(self) -> None:
        hard = "a\"b'c\\d\ne\r\tf</script><!--&\u2028\u2029ü😀\x01\x02\x7f${PORT}|%s$(id)\n"
        with Site(model(), VITE_API_URL=hard, VITE_OTHER="", SECRET_TOKEN="hidden") as site:
            status, script, headers = site.get("/env.js")
            self.assertEqual((status, headers["cache-control"]), (200, "no-store"))
            self.assertIn("javascript", headers["content-type"])
            self.assertEqual(environment(script), {"VITE_TITLE": "built", "VITE_API_URL": hard, "VITE_OTHER": ""})
            self.assertIsNone(re.search(r"</|<!|[\u2028\u2029]|hidden", script))

    def test_start_value_wins_over_the_build(self) -> None:
        with Site(model(), VITE_API_URL="x", VITE_TITLE="start") as site:
            self.assertEqual(environment(site.get("/env.js")[1])["VITE_TITLE"], "start")

    def test_missing_name_and_bad_port_end_the_start(self) -> None:
        for env, line in (
            ({}, "site: VITE_API_URL is not set"),
            (
                {"VITE_API_URL": "x", "PORT": "80; daemon off"},
                "site: PORT is not a number from 1 to 65535: 80; daemon off",
            ),
            ({"VITE_API_URL": "x", "PORT": "70000"}, "site: PORT is not a number from 1 to 65535: 70000"),
        ):
            site = Site(model(), **env)
            try:
                self.assertEqual((site.exit(), site.output()), (1, line + "\n"))
            finally:
                site.__exit__()


if __name__ == "__main__":
    unittest.main(verbosity=2)
