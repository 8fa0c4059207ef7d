import pytest

from heelwork.inference import Assistant
from heelwork.records import Message
from heelwork.sampling.base import SamplingSettings


def test_an_error_of_the_sampler_reaches_who_reads_the_answer(tiny, monkeypatch):
    assistant = Assistant(tiny)

    def generate(prompts, sampling, *, on_token):
        on_token(0, 40)
        raise RuntimeError("out of memory")

    monkeypatch.setattr(assistant.sampler, "generate", generate)
    pieces = assistant.stream([Message("user", "hi")], SamplingSettings(max_new_tokens=4))
    assert isinstance(next(pieces), str)
    with pytest.raises(RuntimeError, match="out of memory"):
        list(pieces)
