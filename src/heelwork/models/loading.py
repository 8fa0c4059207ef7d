"""Hugging Face directories in and out: safetensors only, no remote code, fp32 weights, dropout off, LoRA as an option."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from pydantic import Field
from torch import nn

from heelwork import distributed
from heelwork.config import Settings
from heelwork.errors import ModelError
from heelwork.models.attention import IMPLEMENTATION
from heelwork.models.endings import special_ids, turn_end
from heelwork.models.fused import fuse
from heelwork.models.sharding import whole_on_main
from heelwork.models.supported import REMEDY, check_network
from heelwork.models.transformer import Policy, ScalarModel

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

log = logging.getLogger(__name__)

WOLF = "wolf"
WOLF_PATH = Path(__file__).parent.parent / "starter" / "wolf"
SHIFT_KEY = "heelwork_reward_shift"
SLOPE_KEY = "heelwork_length_slope"
ADAPTER = "default"


class LoraSettings(Settings):
    """Low-rank adapters (Hu et al. 2021) in place of full fine-tuning."""

    rank: int = Field(16, gt=0)
    """Rank of the update matrices."""
    alpha: int = Field(32, gt=0)
    """The update is scaled by alpha / rank."""
    targets: str | list[str] = "all-linear"
    """Module names to adapt, or all-linear = every linear layer of the transformer."""


def resolve_model(name: str) -> str:
    """A model's path or hub id; 'wolf' is the base model inside the package. Raises ModelError for a missing directory."""
    if name != WOLF:
        path_like = name.startswith((".", "~", "/")) or name.count("/") > 1 or not name
        if path_like and not Path(name).is_dir():
            raise ModelError(
                f"'{name}': no such model directory; give a directory, a hub id such as owner/name, or 'wolf'"
            )
        return name
    if not (WOLF_PATH / "model.safetensors").exists():
        raise ModelError(f"the embedded model 'wolf' is missing from {WOLF_PATH}; install the package anew")
    return str(WOLF_PATH)


def load_tokenizer(name: str) -> PreTrainedTokenizerBase:
    """The tokenizer of a model, with a pad token distinct from EOS wherever its vocabulary has one to offer."""
    from transformers import AutoTokenizer

    with _as_model_error(name, "tokenizer"):
        tokenizer = AutoTokenizer.from_pretrained(resolve_model(name), trust_remote_code=False)
    if tokenizer.eos_token_id is None:
        raise ModelError(
            f"{name}: its tokenizer has no EOS token, so that no completion could end; set eos_token in tokenizer_config.json"
        )
    if tokenizer.pad_token_id is None or tokenizer.pad_token_id == tokenizer.eos_token_id:
        # Training pads nothing; this is for other tools that load what we save, and pool at the last token before padding.
        spare = tokenizer.unk_token_id
        if spare is not None and spare != tokenizer.eos_token_id:
            tokenizer.pad_token = tokenizer.unk_token
        else:
            tokenizer.add_special_tokens({"pad_token": "<|pad|>"})
        log.warning("%s has no pad token of its own; %r is used", name, tokenizer.pad_token)
    return tokenizer


def load_policy(
    name: str,
    device: torch.device,
    *,
    tokenizer: PreTrainedTokenizerBase | None = None,
    lora: LoraSettings | None = None,
) -> Policy:
    """A causal language model as a Policy, in fp32 and eval mode (dropout off); with `lora` only adapters train."""
    from transformers import AutoModelForCausalLM

    network = _load(AutoModelForCausalLM, name, device)
    _fit_vocabulary(network, tokenizer)
    check_network(network, name, language_model=True)
    return Policy(_with_lora(network, lora))


def load_scalar(
    name: str,
    device: torch.device,
    *,
    tokenizer: PreTrainedTokenizerBase | None = None,
    lora: LoraSettings | None = None,
    new_head_seed: int | None = None,
) -> ScalarModel:
    """A reward model or critic. From a causal model's directory the head is new: N(0, 1/(d+1)) weights from the seed.

    Raises ModelError where the directory has no scalar head and no `new_head_seed` was given.
    """
    from transformers import AutoModelForSequenceClassification

    network: Any = _load(AutoModelForSequenceClassification, name, device, num_labels=1)
    if not isinstance(getattr(network, "score", None), nn.Linear):
        raise ModelError(
            f"{name}: {type(network).__name__} has no linear 'score' head; use a decoder such as Llama or Qwen"
        )
    fresh = network.heelwork_missing_head
    if fresh:
        if new_head_seed is None:
            raise ModelError(f"{name}: holds no reward head (score.weight); train one with 'heelwork reward' first")
        head = network.score
        generator = torch.Generator().manual_seed(new_head_seed)
        with torch.no_grad():
            weight = torch.randn(head.weight.shape, generator=generator) / (head.in_features + 1) ** 0.5
            head.weight.copy_(weight.to(head.weight))
    _fit_vocabulary(network, tokenizer)
    check_network(network, name, language_model=False)
    shift, slope = (0.0 if fresh else float(getattr(network.config, key, 0.0)) for key in (SHIFT_KEY, SLOPE_KEY))
    network = _with_lora(network, lora)
    if lora is not None:
        network.score.requires_grad_(True)
    return ScalarModel(network, shift, slope)


def save_model(model: Policy | ScalarModel, tokenizer: PreTrainedTokenizerBase, path: Path) -> None:
    """Write a plain Hugging Face directory (LoRA merged in; the adapter alone goes to adapter/). Atomic: see runs.py.

    Of several processes all call it, and rank 0 writes.
    """
    with whole_on_main(model):
        if distributed.is_main():
            _write_model(model, tokenizer, path)
    distributed.wait()


def _write_model(model: Policy | ScalarModel, tokenizer: PreTrainedTokenizerBase, path: Path) -> None:
    from heelwork.runs import replace_directory

    network = model.network
    with replace_directory(path) as aside:
        adapted = is_adapted(network)
        if adapted:
            network.save_pretrained(aside / "adapter")
        with _merged(network) if adapted else contextlib.nullcontext():
            state = {k.replace(".base_layer.", "."): v for k, v in network.state_dict().items() if "lora_" not in k}
            config = network.config
            before = config._attn_implementation
            if isinstance(model, ScalarModel):
                setattr(config, SHIFT_KEY, model.shift)
                setattr(config, SLOPE_KEY, model.length_slope)
            else:
                _end_answers(network, tokenizer)
            config.pad_token_id = tokenizer.pad_token_id
            config._attn_implementation = "sdpa"
            peft_flag, network._hf_peft_config_loaded = getattr(network, "_hf_peft_config_loaded", False), False
            try:
                network.save_pretrained(aside, state_dict=state)
            finally:
                config._attn_implementation = before
                network._hf_peft_config_loaded = peft_flag
        tokenizer.save_pretrained(aside)


def _end_answers(network: Any, tokenizer: PreTrainedTokenizerBase) -> None:
    """Let other tools stop where answers end here: at the chat template's end of turn, beside EOS and what stopped it before."""
    given = network.generation_config.eos_token_id
    before = set(given if isinstance(given, list) else [given]) & special_ids(tokenizer)
    ends = before | {int(tokenizer.eos_token_id)}
    with contextlib.suppress(ModelError):  # text may be pretrained with any template
        ends.add(turn_end(tokenizer))
    network.generation_config.eos_token_id = sorted(ends) if len(ends) > 1 else ends.pop()


def is_adapted(network: nn.Module) -> bool:
    """Whether LoRA adapters sit on the network."""
    return bool(getattr(network, "_hf_peft_config_loaded", False))


@contextlib.contextmanager
def adapters_off(network: Any) -> Iterator[None]:
    """Within the context the network computes as its adapter-free base: the reference policy at no memory."""
    network.disable_adapters()
    try:
        yield
    finally:
        network.enable_adapters()


def context_length(network: PreTrainedModel) -> int:
    """How many tokens the model can attend to."""
    return int(getattr(network.config, "max_position_embeddings", 0) or 2**31 - 1)


def configured_context(name: str) -> int:
    """The context length of a model that is not loaded, from its configuration. Raises ModelError, as loading it would."""
    from transformers import AutoConfig

    resolved = _checked(name)
    with _as_model_error(name, "configuration"):
        config = AutoConfig.from_pretrained(resolved, trust_remote_code=False)
    return int(getattr(config, "max_position_embeddings", 0) or 2**31 - 1)


def _checked(name: str) -> str:
    """A model's path or hub id; a directory holds a configuration and weights that run no code."""
    resolved = resolve_model(name)
    path = Path(resolved)
    if path.is_dir():
        if not (path / "config.json").exists():
            raise ModelError(f"{name}: not a model directory (config.json is missing)")
        if not any(path.glob("*.safetensors")):
            raise ModelError(
                f"{name}: holds no .safetensors weights; other formats can run code when loaded. Convert it with "
                "transformers' save_pretrained on a machine where you trust the file"
            )
    return resolved


def _load(auto: Any, name: str, device: torch.device, **extra: Any) -> PreTrainedModel:
    resolved = _checked(name)
    with _as_model_error(name, "model"):
        network, info = auto.from_pretrained(
            resolved,
            dtype=torch.float32,
            attn_implementation=IMPLEMENTATION,
            use_safetensors=True,
            trust_remote_code=False,
            output_loading_info=True,
            **extra,
        )
    missing = {key for key in info["missing_keys"] if not key.endswith("inv_freq")}
    network.heelwork_missing_head = any(key.startswith("score.") for key in missing)
    if strange := sorted(key for key in missing if not key.startswith("score.")):
        raise ModelError(
            f"{name}: its weights lack {', '.join(strange[:3])}; the file is incomplete or of another model"
        )
    fuse(network)
    # What will be cut into parts stays where memory is plenty until then.
    return network.to(device if distributed.size() == 1 else torch.device("cpu")).eval()


@contextlib.contextmanager
def _as_model_error(name: str, what: str) -> Iterator[None]:
    """Turn what transformers raises for a bad path, a refused download or a broken file into one plain sentence."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, KeyError, SafetensorError, RuntimeError, json.JSONDecodeError) as error:
        if error.args == (IMPLEMENTATION,):  # an architecture that looks its attention up in a table of its own
            raise ModelError(
                f"{name}: its architecture brings its own attention, which is not supported; {REMEDY}"
            ) from error
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"{name}: the {what} cannot be loaded ({first}); check the name, or give a complete Hugging Face directory"
        ) from error


def _fit_vocabulary(network: Any, tokenizer: PreTrainedTokenizerBase | None) -> None:
    """Make room for tokens that the tokenizer has and the embedding has not (an added pad token).

    A new row is the mean of the others, so that its probability is at most one in as many as there are tokens. A random row's
    logit lies about 0, which takes all where a model's own are far below, and is another one at every load.
    """
    old = network.get_input_embeddings().num_embeddings
    if tokenizer is None or len(tokenizer) <= old:
        return
    network.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    with torch.no_grad():
        for layer in filter(None, (network.get_input_embeddings(), network.get_output_embeddings())):
            for parameter in layer.parameters():
                parameter[old:] = parameter[:old].mean(0)


def _with_lora(network: Any, lora: LoraSettings | None) -> Any:
    if lora is None:
        return network
    from peft import LoraConfig

    targets = lora.targets
    if targets == "all-linear":
        targets = sorted(
            {
                name.rsplit(".", 1)[-1]
                for name, module in network.base_model.named_modules()
                if isinstance(module, nn.Linear) or type(module).__name__ == "Conv1D"
            }
        )
    try:
        network.add_adapter(LoraConfig(r=lora.rank, lora_alpha=lora.alpha, target_modules=targets), ADAPTER)
    except ValueError as error:
        raise ModelError(f"lora.targets {targets}: {str(error).splitlines()[0]}") from error
    return network


@contextlib.contextmanager
def _merged(network: Any) -> Iterator[None]:
    """Within the context the adapters are added into the base weights, which come back exactly afterwards."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    layers: list[Any] = [m for m in network.modules() if isinstance(m, BaseTunerLayer)]
    kept = [layer.get_base_layer().weight.detach().clone() for layer in layers]
    for layer in layers:
        layer.merge()
    try:
        yield
    finally:
        for layer, weight in zip(layers, kept, strict=True):
            layer.merged_adapters.clear()
            layer.get_base_layer().weight.data.copy_(weight)
