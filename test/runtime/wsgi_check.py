from __future__ import annotations

import http.client
import json
import signal
import threading
import time
import unittest

from service import Service


class Wsgi(unittest.TestCase):
    def test_routes_metrics_and_logs(self) -> None:
        with Service("wsgi_apps:app", "wsgi") as s:
            self.assertEqual(json.loads(s.get("/")[1]), {"hello": "flask"})
            self.assertEqual(s.get("/health/ready")[:2], (200, '{"status":"ready"}'))
            trace = "0af7651916cd43dd8448eb211c80319c"
            s.get("/items/7?a=b", traceparent=f"00-{trace}-b7ad6b7169203331-01", x_request_id="r1")
            for number in range(50):
                s.get(f"/p{number}")
            # A request is counted when its response is closed, a moment after the client has it.
            time.sleep(0.2)
            text = s.get("/metrics")[1]
            self.assertIn('method="GET",route="/items/<item>",status="2xx"', text)
            self.assertIn('route="unmatched",status="4xx"} 50.0', text)
            self.assertIn("http_server_active_requests 0.0", text)
            time.sleep(0.1)
            entries = [json.loads(line) for line in s.output().splitlines()]
            access = [e["httpRequest"]["requestUrl"] for e in entries if "httpRequest" in e]
            self.assertEqual(access[:2], ["/", "/items/7?a=b"])
            self.assertFalse([url for url in access if "health" in url or "metrics" in url])
            own = next(e for e in entries if e["message"] == "item 7")
            self.assertEqual((own["logging.googleapis.com/trace"], own["request_id"]), (trace, "r1"))
            self.assertEqual(s.stop(), 0)

    def test_drain_answers_what_is_in_flight(self) -> None:
        answers: list[tuple[int, str]] = []
        for workers in ("1", "2"):
            with (
                self.subTest(workers),
                Service("wsgi_apps:create_app()", "wsgi", env={"WEB_CONCURRENCY": workers}) as s,
            ):
                client = threading.Thread(target=lambda: answers.append(s.get("/slow")[:2]))
                client.start()
                time.sleep(0.5)
                s.process.send_signal(signal.SIGTERM)
                time.sleep(0.3)
                self.assertEqual(s.get("/health/ready")[0], 503)
                self.assertEqual(s.end(), 0)
                client.join()
                self.assertEqual(answers.pop(), (200, "slow"))

    def test_idle_connection_does_not_hold_the_drain(self) -> None:
        with Service("wsgi_apps:app", "wsgi") as s:
            connection = http.client.HTTPConnection("127.0.0.1", s.port)
            connection.request("GET", "/")
            connection.getresponse().read()
            began = time.monotonic()
            self.assertEqual(s.stop(), 0)
            self.assertLess(time.monotonic() - began, 4)
            connection.close()

    def test_stream_and_errors(self) -> None:
        with Service("wsgi_apps:app", "wsgi") as s:
            self.assertEqual(s.get("/stream")[1], "0\n1\n2\n3\n4\n")
        with Service("wsgi_apps:bare", "wsgi") as s:
            status, text, _ = s.get("/boom", x_request_id="r2")
            self.assertEqual((status, json.loads(text)), (500, {"detail": "Internal Server Error", "request_id": "r2"}))
            self.assertEqual(s.get("/")[1], "bare")

    def test_failing_import_ends_with_one(self) -> None:
        for workers in ("1", "2"):
            with Service("broken_import:app", "wsgi", wait=False, env={"WEB_CONCURRENCY": workers}) as s:
                self.assertEqual(s.end(), 1)
                self.assertIn(
                    "serve: cannot load broken_import:app: KeyError: 'DATABASE_URL_THAT_IS_NOT_SET' (broken_import.py:3)",
                    s.output(),
                )

    def test_several_workers_count_together(self) -> None:
        with Service("wsgi_apps:app", "wsgi", env={"WEB_CONCURRENCY": "3"}) as s:
            for _ in range(40):
                s.get("/items/1")
            self.assertIn('route="/items/<item>",status="2xx"} 40.0', s.get("/metrics")[1])

    def test_second_signal_ends_at_once(self) -> None:
        with Service("wsgi_apps:app", "wsgi", grace=30) as s:
            s.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            self.assertEqual(s.stop(timeout=1), 143)


if __name__ == "__main__":
    unittest.main(verbosity=2)
