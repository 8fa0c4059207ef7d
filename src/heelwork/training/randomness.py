"""The state of every random generator that a process has: Python's, NumPy's, torch's on the CPU and on each accelerator."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch


class Randomness:
    """The generators of this process, as something to save and to bring back."""

    def state(self) -> dict[str, Any]:
        """All generators, as plain values and tensors."""
        version, internal, gauss = random.getstate()
        kind, keys, position, has_gauss, cached = np.random.get_state(legacy=True)
        return {
            "python": {"version": version, "internal": torch.tensor(internal, dtype=torch.int64), "gauss": gauss},
            "numpy": {
                "kind": str(kind),
                "keys": torch.from_numpy(np.asarray(keys).astype(np.int64)),
                "position": int(position),
                "has_gauss": int(has_gauss),
                "cached": float(cached),
            },
            "torch": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Set all generators. Those of accelerators that this machine lacks are left out."""
        python, numpy = state["python"], state["numpy"]
        random.setstate((int(python["version"]), tuple(python["internal"].tolist()), python["gauss"]))
        keys = numpy["keys"].numpy().astype(np.uint32)
        np.random.set_state((numpy["kind"], keys, numpy["position"], numpy["has_gauss"], numpy["cached"]))
        torch.set_rng_state(state["torch"].cpu())
        if state["cuda"] and torch.cuda.is_available() and torch.cuda.device_count() == len(state["cuda"]):
            torch.cuda.set_rng_state_all([each.cpu() for each in state["cuda"]])
