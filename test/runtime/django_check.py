from __future__ import annotations

import importlib.util
import time
import unittest

from service import Service


@unittest.skipUnless(importlib.util.find_spec("django"), "django is not installed")
class Django(unittest.TestCase):
    def test_wsgi_and_asgi(self) -> None:
        for app, protocol in (("shop_django:application", "wsgi"), ("shop_django:asgi", "asgi")):
            with self.subTest(protocol), Service(app, protocol) as s:
                self.assertEqual(s.get("/items/7/")[:2], (200, "item 7"))
                self.assertEqual(s.get("/health/ready")[0], 200)
                self.assertEqual(s.get("/nothing")[0], 404)
                time.sleep(0.2)
                text = s.get("/metrics")[1]
                self.assertIn('route="/items/<int:number>/",status="2xx"', text)
                self.assertIn('route="unmatched",status="4xx"', text)
                self.assertEqual(s.stop(), 0, s.output())


if __name__ == "__main__":
    unittest.main(verbosity=2)
