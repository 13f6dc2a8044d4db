"""A server that speaks the wire formats of model vendors, for the real client libraries: OpenAI's two and Gemini's.

What it does is asked for by a word in the last message of the user: `fail` (status 500), `slow` (no answer), else it
counts the messages that it was sent. Streams come in pieces.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
TOKENS = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}


class Vendor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Requests that wait for an answer, and those whose client hung up meanwhile.
    waiting: list[str] = []
    left: list[str] = []

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        turns = [turn for turn in self.turns(sent) if turn.get("role") != "system"]
        said = json.dumps(turns[-1]) if turns else ""
        if "fail" in said:
            self.answer(500, {"error": {"message": "secret of the vendor", "code": 500, "status": "INTERNAL"}})
        elif "slow" in said:
            self.wait()
        elif "chat/completions" in self.path:
            self.chat(f"{len(turns)} turns", bool(sent.get("stream")))
        else:
            self.gemini(f"{len(turns)} turns", "stream" in self.path)

    def turns(self, sent: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = sent.get("messages") or sent.get("contents") or []
        return found

    def chat(self, text: str, is_stream: bool) -> None:
        head = {"id": "c1", "created": 1, "model": "m"}
        if not is_stream:
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self.answer(200, {**head, "object": "chat.completion", "choices": [choice], "usage": USAGE})
            return
        pieces: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        pieces += [{"content": part} for part in text.partition(" ")]
        chunks = [{"index": 0, "delta": piece, "finish_reason": None} for piece in pieces]
        chunks.append({"index": 0, "delta": {}, "finish_reason": "stop"})
        wrapped = [{**head, "object": "chat.completion.chunk", "choices": [chunk]} for chunk in chunks]
        self.stream([*wrapped, {**head, "object": "chat.completion.chunk", "choices": [], "usage": USAGE}], done=True)

    def gemini(self, text: str, is_stream: bool) -> None:
        def part(piece: str, **more: str) -> dict[str, Any]:
            content = {"role": "model", "parts": [{"text": piece}]}
            return {"candidates": [{"content": content, "index": 0, **more}], "usageMetadata": TOKENS, "modelVersion": "m"}

        if is_stream:
            first, _, rest = text.partition(" ")
            self.stream([part(f"{first} "), part(rest, finishReason="STOP")], done=False)
        else:
            self.answer(200, part(text, finishReason="STOP"))

    def answer(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def stream(self, pieces: list[dict[str, Any]], done: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
            self.wfile.flush()
            time.sleep(0.02)
        if done:
            self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def wait(self) -> None:
        """Says nothing until the client hangs up."""
        self.waiting.append(self.path)
        self.connection.settimeout(30)
        try:
            if self.connection.recv(1) == b"":
                self.left.append(self.path)
        except OSError:
            self.left.append(self.path)
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class Server:
    def __enter__(self) -> Server:
        Vendor.left.clear()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.waiting, self.left = Vendor.waiting, Vendor.left
        return self

    def __exit__(self, *_: Any) -> None:
        self.server.shutdown()
        self.server.server_close()
