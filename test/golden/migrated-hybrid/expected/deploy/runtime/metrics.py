"""Request metrics in the Prometheus format. Labels are bounded: route templates, never paths, and never more than MAX_ROUTES."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Mapping
from typing import Any

import prometheus_client
from prometheus_client import multiprocess
from prometheus_client.exposition import choose_encoder

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MAX_ROUTES = 300
SHARED = os.environ.get("PROMETHEUS_MULTIPROC_DIR")


class Metrics:
    def __init__(self) -> None:
        self.duration = metric(
            prometheus_client.Histogram,
            "http_server_request_duration_seconds",
            "Time from request to the end of its response.",
            labelnames=("method", "route", "status"),
            buckets=BUCKETS,
        )
        self.active = metric(
            prometheus_client.Gauge,
            "http_server_active_requests",
            "Requests in flight.",
            multiprocess_mode="livesum",
        )
        self.series: dict[tuple[str, str, int], Any] = {}
        self.routes: set[str] = set()

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        key = (method, route, status // 100)
        series = self.series.get(key)
        if series is None:
            series = self.add(key)
        series.observe(seconds)

    def add(self, key: tuple[str, str, int]) -> Any:
        method, route, status = key
        known = route in self.routes or len(self.routes) < MAX_ROUTES
        series = self.duration.labels(
            method if method in METHODS else "OTHER", route if known else "other", f"{status}xx"
        )
        if known and method in METHODS:
            self.routes.add(route)
            self.series[key] = series
        return series


def metric(kind: Any, name: str, about: str, **options: Any) -> Any:
    try:
        return kind(name, about, **options)
    except ValueError:
        # The service registered this name itself: its numbers are the ones to publish.
        return kind(name, about, registry=None, **options)


def render(accept: str) -> tuple[bytes, str]:
    """Everything registered in this process, the service's own metrics included; with several workers, the sum of all."""
    registry = prometheus_client.REGISTRY
    if SHARED:
        forget_dead(SHARED)
        registry = prometheus_client.CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


def forget_dead(folder: str) -> None:
    """A worker that was killed no longer has requests in flight; what it counted stays."""
    for name in os.listdir(folder):
        match = re.fullmatch(r"gauge_live\w*_(\d+)\.db", name)
        if match and not os.path.exists(f"/proc/{match.group(1)}"):
            multiprocess.mark_process_dead(int(match.group(1)), folder)


def route_of(scope: Mapping[str, Any]) -> str:
    """The template that matched, as the framework leaves it in the scope; `unmatched` where none did."""
    route = scope.get("route")
    template = getattr(route, "path_format", None) or getattr(route, "path", None)
    if isinstance(template, str):
        return template
    if isinstance(template := scope.get("path_template"), str):
        return template
    endpoint = scope.get("endpoint")
    if endpoint is None:
        return django_route(scope["path"])
    return getattr(endpoint, "__qualname__", None) or type(endpoint).__name__


def django_route(path: str) -> str:
    """Django keeps what matched to itself: asked again, where Django is what runs."""
    if urls := sys.modules.get("django.urls"):
        with contextlib.suppress(Exception):
            return "/" + str(urls.resolve(path).route).lstrip("^")
    return "unmatched"
