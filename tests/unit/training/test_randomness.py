"""All generators of a process come back where they were."""

import random

import numpy as np
import torch

from heelwork.training.checkpoint import load_state, save_state
from heelwork.training.randomness import Randomness


def draws():
    return (
        random.random(),
        random.gauss(0, 1),
        float(np.random.rand()),
        float(np.random.randn()),
        torch.randn(3).tolist(),
    )


def test_every_generator_goes_on_where_it_was(tmp_path):
    draws()
    random.gauss(0, 1)  # Python and NumPy keep the second of two normal numbers for later
    np.random.randn()
    save_state(tmp_path / "state", Randomness().state())
    expected = draws()
    draws()
    Randomness().load_state(load_state(tmp_path / "state"))
    assert draws() == expected
