"""A server on this machine that speaks the endpoints' protocols, as well and as badly as a test wants."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Stub:
    """plan(payload, number) -> (status, body, headers); a float in place of the status is a wait before status 200."""

    def __init__(self):
        self.plan = lambda payload, number: (200, {}, {})
        self.calls, self.headers, self.now, self.most = [], [], 0, 0
        self.lock = threading.Lock()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                payload = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with stub.lock:
                    number = len(stub.calls)
                    stub.calls.append((self.path, payload))
                    stub.headers.append(dict(self.headers))
                    stub.now += 1
                    stub.most = max(stub.most, stub.now)
                status, body, headers = stub.plan(payload, number)
                if isinstance(status, float):
                    time.sleep(status)
                    status = 200
                with stub.lock:
                    stub.now -= 1
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                try:
                    self.send_response(status)
                    for name, value in {"content-length": str(len(data)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:  # the client has given up
                    pass

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
