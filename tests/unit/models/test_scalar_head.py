"""Scores and values are not rounded to bf16 with the matrix products."""

import pytest
import torch
from torch import nn

from heelwork.models.transformer import scalars
from heelwork.training.precision import matmul_precision


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_head_is_computed_in_fp32_in_either_precision(precision):
    torch.manual_seed(0)
    head, hidden = nn.Linear(256, 1), torch.randn(64, 256)
    exact = (hidden.double() @ head.weight.double().T + head.bias.double()).squeeze(1)
    with torch.no_grad(), matmul_precision(precision, torch.device("cpu")):
        found = scalars(head, hidden)
    assert found.dtype == torch.float32
    torch.testing.assert_close(found.double(), exact, atol=1e-5, rtol=0)
