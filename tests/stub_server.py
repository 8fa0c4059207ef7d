"""A server on loopback that speaks OpenAI's completions and vLLM's development calls, and really samples from a model."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from conftest import CPU

from heelwork.models.loading import load_policy, load_tokenizer
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler


class Stub:
    """What the server holds and has been asked. answer: how completions are told: ids, wire, text or bare."""

    def __init__(self, model, answer="ids", failures=()):
        self.tokenizer = load_tokenizer(model)
        self.answer, self.failures = answer, list(failures)
        self.calls, self.headers = [], []
        self.lock = threading.Lock()
        self.load(model)

    def load(self, path):
        self.policy = load_policy(path, CPU)

    def complete(self, body):
        sampler = TorchSampler(self.policy, frozenset(body["stop_token_ids"]), device=CPU, precision="fp32")
        settings = SamplingSettings(
            temperature=body["temperature"], top_p=body["top_p"], max_new_tokens=body["max_tokens"], seed=body["seed"]
        )
        with self.lock:
            [found] = sampler.generate([body["prompt"]], settings)
        text = self.tokenizer.decode(found.ids, skip_special_tokens=True)
        choice = {"text": text, "finish_reason": found.finish_reason}
        if self.answer == "ids":
            choice |= {"token_ids": found.ids, "logprobs": {"token_logprobs": found.logprobs}}
        elif self.answer == "wire":
            tokens = [f"token_id:{i}" for i in found.ids]
            choice |= {"logprobs": {"tokens": tokens, "token_logprobs": found.logprobs}}
        return {"choices": [choice]} if self.answer != "garbage" else {"nothing": True}


@contextmanager
def serve(stub):
    """Serve until the block ends; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply(200, {"data": [{"id": "policy"}]})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            stub.calls.append((self.path, body))
            stub.headers.append(dict(self.headers))
            if stub.failures and self.path == "/v1/completions":
                return self.reply(stub.failures.pop(0), {"error": {"message": "not now"}})
            if self.path == "/v1/completions":
                return self.reply(200, stub.complete(body))
            if self.path == "/collective_rpc":
                stub.load(body["kwargs"]["weights_path"])
                return self.reply(200, {"results": [None]})
            return self.reply(200 if self.path == "/reset_prefix_cache" else 404, None)

        def reply(self, status, value):
            content = b"" if value is None else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
