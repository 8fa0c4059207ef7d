"""Print docs/scaling.md from the planning formulas: python scripts/scaling_page.py > docs/scaling.md"""

from __future__ import annotations

from heelwork.planning.hardware import DEVICES, GIB
from heelwork.planning.plan import Plan, StageFacts, plan
from heelwork.planning.shapes import PRESETS

DEVICE = DEVICES["h100"]
COUNTS = (1, 2, 8, 32, 128, 512)
STAGES = [
    StageFacts("sft", 1, 4096, rows=50_000, length=512, counted=256),
    StageFacts("reward", 1, 4096, rows=50_000, length=768),
    StageFacts("ppo", 4, 4096, steps=200, batch_size=512, prompt=256, new=256, longest=512),
]
HEAD = """# How large a run gets

`heelwork plan RECIPE` estimates memory per device, tokens and hours of a recipe before it is run, and says what to change if it
does not fit:

```sh
heelwork plan hh base=Qwen/Qwen2.5-7B data='[pairs.jsonl]' --device h100 --devices 8
heelwork plan                                        # the starter on this machine
heelwork plan hh data='[pairs.jsonl]' --shape 70B    # a model that is not at hand
```

It reads the model's sizes and the tokens of a sample of the data. `--tflops` replaces a device's data sheet by what it reaches;
`--json` prints the figures for programs.

## Memory

With P parameters on N devices (FSDP2 cuts weights, gradients and optimiser states into N), in bytes per device:

| what | bytes |
|---|---|
| trained model | weights 4 P/N, gradients 4 P/N, AdamW 8 P/N |
| frozen model (reference, reward model) | 4 P/N |
| LoRA | frozen weights 4 P/N, and 16 bytes for each adapter parameter / N |
| gathered for computing | one device: a bf16 copy, 2 P (none in fp32); several: two blocks and the head in bf16 |
| activations | tokens of a micro-batch x blocks x (16 d + c (2 d + 4 d_q + 2 d_kv + 4 d_ff)), c = bytes of the compute precision; on a CPU also the attention probabilities of rows up to 512 tokens; with activation checkpointing one block in full and 4 d for each other |
| logits | three chunks of 512 x vocabulary, fp32 |
| KV cache | slots x (longest prompt + max_new_tokens) x 2 x blocks x d_kv x c |

PPO holds four models: policy and critic trained, reference and reward model frozen; with LoRA the reference is the policy with its
adapters off. `critic: shared` holds no second trained model; each member of an ensemble and a held-out reward model is one more frozen
model. Lengths are those of a sample of 200 records, as training cuts them. Parameter counts and adapter counts are exact for
Llama-like models; activations agree with what autograd saves within a fifth (`tests/unit/planning/test_memory.py`).

## Time

Training a token costs three forward passes of 2 P products and attention; scoring one. A decoding step reads the weights once and
every growing answer's cache. Devices reach 40% of their data sheet in training and 60% of their memory's bandwidth in
decoding, a CPU 35%. FSDP2 sends 2 x 2 P bytes forward and backward and 4 P of gradients for each micro-batch; beyond one machine of eight devices
the network's speed counts instead of the link's. Giving a sampler new weights sends 2 P bytes a step. Expect the estimate
within a factor of two; answers that end early make PPO cheaper than planned.

## Tables

"""


def page() -> str:
    """The whole page."""
    lines = [
        f"On {DEVICE.name} ({DEVICE.memory / GIB:.0f} GiB), full fine-tuning, 4,096 tokens a micro-batch. SFT: 50,000 rows of 512"
        " tokens; reward: 50,000 rankings",
        "of 768; PPO: 200 steps of 512 rollouts, 256 + 256 tokens, 4 epochs. GiB per device / hours; **-** does not fit.",
        "",
    ]
    for k, facts in enumerate(STAGES):
        lines += [f"### {facts.name}", "", "| model | " + " | ".join(f"{n}" for n in COUNTS) + " |"]
        lines.append("|---" * (len(COUNTS) + 1) + "|")
        for name, shape in PRESETS.items():
            cells = [_cell(plan(shape, [facts], DEVICE, n)) for n in COUNTS]
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
        lines += [""] if k < len(STAGES) - 1 else []
    return HEAD + "\n".join(lines) + "\n"


def _cell(made: Plan) -> str:
    [stage] = made.stages
    gib = f"{stage.load.total / GIB:.0f}"
    return f"{gib} / {sum(stage.seconds.values()) / 3600:.2g}" if made.fits else f"{gib} / **-**"


if __name__ == "__main__":
    print(page(), end="")
