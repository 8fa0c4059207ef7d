"""Plain text for pretraining: reading it, training a tokenizer on it, and cutting it into windows."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from heelwork.data.chat import PLAIN_TEMPLATE
from heelwork.data.formats import SHAPES, Row, to_demonstration, to_prompt
from heelwork.data.sources import BROKEN, fingerprint, open_text, rows, shown
from heelwork.errors import DataError
from heelwork.models.transformer import TokenRow
from heelwork.runs import write_text

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

PAD, BOS, EOS = "<|pad|>", "<|bos|>", "<|eos|>"
TOKENIZER_SAMPLE = 40_000_000  # characters that a new vocabulary is learned from


def read_texts(sources: Sequence[str]) -> Iterator[str]:
    """The documents of all sources in turn: the `text` of each record, the turns of its conversation, or a whole .txt file."""
    for source in sources:
        if source.endswith((".txt", ".txt.gz", ".txt.xz")):
            yield _whole(Path(source))
            continue
        for row in rows(source):
            yield _document(row)


def _document(row: Row) -> str:
    """The text of a record; of conversations, what user and assistant say in turn, a paragraph each, and nobody's name or role.

    So a raw model meets how people ask and talk, and no format in which it would be the one who answers. Of a preference
    the chosen side is read, of a ranking the prompt.
    """
    values = row.values
    if isinstance(values.get("text"), str):
        return str(values["text"])
    talks = any(values.get(name) is not None for name in ("messages", "completion", "chosen"))
    if values.get("text") is not None or not (talks or values.get("prompt") is not None):
        row.fail(
            f"is missing or not text (fields: {', '.join(values) or 'none'}); write one "
            f'{{"text": "..."}} a line, or a conversation: {SHAPES}',
            "text",
        )
    turns = to_demonstration(row).messages if talks else to_prompt(row).messages
    return "\n\n".join(turn.content for turn in turns if turn.role != "system" and turn.content.strip())


def _whole(path: Path) -> str:
    with open_text(path) as file:
        try:
            return file.read()
        except UnicodeDecodeError as error:
            raise DataError(f"is not UTF-8 text ({error.reason}); save the file as UTF-8", path=path) from error
        except BROKEN as error:
            raise DataError(f"cannot be read to its end ({error}); fetch it again", path=path) from error


def train_tokenizer(paths: Sequence[str], vocab_size: int, context: int, out: Path) -> None:
    """Learn a byte-level BPE vocabulary and save it as a Hugging Face tokenizer.

    Every byte is a token, so that any text round-trips exactly; digits stand alone, so that numbers can be computed with.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    core = Tokenizer(models.BPE())
    split = Regex(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s")
    core.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(split, "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])  # fmt: skip
    core.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=[PAD, BOS, EOS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    core.train_from_iterator(_sample(paths, TOKENIZER_SAMPLE), trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=core, pad_token=PAD, bos_token=BOS, eos_token=EOS, model_max_length=context,
        clean_up_tokenization_spaces=False, chat_template=PLAIN_TEMPLATE,
    )  # fmt: skip
    tokenizer.save_pretrained(out)


def encode_corpus(paths: Sequence[str], tokenizer: PreTrainedTokenizerBase, cache: Path) -> np.ndarray:
    """All documents as one array of token ids, each between BOS and EOS; kept in `cache` for the next time.

    Hub ids are known by their names alone: what changes there is not noticed.
    """
    files = [[shown(source), fingerprint([source])] for source in paths]  # in their order, which `corpus_ends` follows
    key = {"sources": files, "tokenizer": hash_of(tokenizer)}
    label = cache.with_suffix(".json")
    dtype = np.uint16 if len(tokenizer) < 2**16 else np.uint32
    known = json.loads(label.read_text()) if cache.exists() and label.exists() else {}
    if known.get("of") != key:
        before = [] if tokenizer.bos_token_id is None else [tokenizer.bos_token_id]
        ends = []
        label.unlink(missing_ok=True)  # it says of what the cache is, until that is overwritten
        with cache.open("wb") as file:
            for path in paths:
                texts = read_texts([path])
                while chunk := list(itertools.islice(texts, 512)):
                    for ids in tokenizer(chunk, add_special_tokens=False, verbose=False)["input_ids"]:
                        file.write(np.array([*before, *ids, tokenizer.eos_token_id], dtype=dtype).tobytes())
                ends.append(file.tell() // dtype().itemsize)
        write_text(label, json.dumps({"of": key, "ends": ends}))
    tokens = np.memmap(cache, dtype=dtype, mode="r") if cache.stat().st_size else np.zeros(0, dtype)
    if len(tokens) == 0:
        raise DataError("holds no text; give files with at least one document", path=", ".join(paths))
    return tokens


def corpus_ends(cache: Path) -> list[int]:
    """Where the tokens of each of the corpus's files end in what `encode_corpus` has kept in `cache`."""
    ends: list[int] = json.loads(cache.with_suffix(".json").read_text())["ends"]
    return ends


def hash_of(tokenizer: PreTrainedTokenizerBase) -> str:
    """A short digest of the vocabulary."""
    import hashlib

    return hashlib.sha256(json.dumps(sorted(tokenizer.get_vocab().items())).encode()).hexdigest()[:16]


class Windows:
    """Documents cut into windows of at most `size` tokens. A window never holds tokens of two documents.

    file_ends, passes: where each file's tokens end, and how often its windows come in one epoch (0.5 = every other one);
    without them each window comes once.
    """

    def __init__(
        self,
        tokens: np.ndarray,
        eos: int,
        size: int,
        shortest: int = 16,
        file_ends: Sequence[int] = (),
        passes: Sequence[float] = (),
    ):
        ends = np.flatnonzero(tokens == eos) + 1
        starts = np.concatenate([[0], ends[:-1]])
        pieces = [np.arange(s, e, size) for s, e in zip(starts, ends, strict=True)]
        self.tokens = tokens
        self.starts = np.concatenate(pieces)
        stops = np.minimum(self.starts + size, np.repeat(ends, [len(p) for p in pieces]))
        keep = stops - self.starts >= min(shortest, size)
        if not keep.any():
            keep[:] = stops - self.starts >= 2
        self.starts, self.lengths = self.starts[keep], (stops - self.starts)[keep]
        self.passes = np.asarray(passes)[np.searchsorted(file_ends, self.starts, side="right")] if len(passes) else None

    def schedule(self, batch_tokens: int, total_tokens: int, seed: int) -> list[np.ndarray]:
        """Shuffled batches of window indices of about `batch_tokens` each, `total_tokens` in all."""
        batches: list[np.ndarray] = []
        seen, epoch = 0, 0
        while seen < total_tokens:
            order = self._epoch(np.random.default_rng([seed, epoch]))
            batch_of = np.cumsum(self.lengths[order]) // batch_tokens
            for batch in np.split(order, np.flatnonzero(np.diff(batch_of)) + 1):
                batches.append(batch)
                seen += int(self.lengths[batch].sum())
                if seen >= total_tokens:
                    break
            epoch += 1
        return batches

    def _epoch(self, rng: np.random.Generator) -> np.ndarray:
        if self.passes is None:
            return rng.permutation(len(self.starts))
        whole = np.floor(self.passes).astype(int)
        counts = whole + (rng.random(len(whole)) < self.passes - whole)
        return rng.permutation(np.repeat(np.arange(len(counts)), counts))

    def rows(self, indices: Any) -> list[TokenRow]:
        """The windows as token rows; all tokens but the first count."""
        out = []
        for i in indices:
            ids = self.tokens[self.starts[i] : self.starts[i] + self.lengths[i]].astype(np.int64)
            counted = np.ones(len(ids), dtype=bool)
            counted[0] = False
            out.append(TokenRow(ids, counted))
        return out


def _sample(paths: Sequence[str], characters: int) -> Iterator[str]:
    """The first documents of every file, an equal share of `characters` each."""
    for path in paths:
        used = 0
        for text in read_texts([path]):
            yield text
            used += len(text)
            if used > characters // len(paths):
                break
