import pytest
import torch

from heelwork.training.muon import Muon, orthogonalise


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5)])
def test_singular_values_end_near_one(shape):
    matrices = torch.randn(3, *shape, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(orthogonalise(matrices))
    assert values.min() > 0.5 and values.max() < 1.3


def test_matrices_of_one_shape_do_not_meet():
    matrices = torch.randn(3, 4, 6, generator=torch.Generator().manual_seed(1))
    together = orthogonalise(matrices)
    for matrix, found in zip(matrices, together, strict=True):
        torch.testing.assert_close(orthogonalise(matrix[None])[0], found, rtol=1e-5, atol=1e-6)


def test_it_moves_weights_as_torchs_own_does_within_that_ones_rounding():
    generator = torch.Generator().manual_seed(2)
    start = [torch.randn(shape, generator=generator) for shape in ((6, 4), (4, 6), (6, 4))]
    gradients = [[torch.randn(w.shape, generator=generator) for w in start] for _ in range(3)]
    ours, theirs = ([torch.nn.Parameter(w.clone()) for w in start] for _ in range(2))
    optimizers = (
        (ours, Muon(ours, lr=0.02, weight_decay=0.1)),
        (theirs, torch.optim.Muon(theirs, lr=0.02, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")),
    )
    for step in gradients:
        for weights, optimizer in optimizers:
            for weight, gradient in zip(weights, step, strict=True):
                weight.grad = gradient.clone()
            optimizer.step()
    moved = max(float((a - b).detach().abs().max()) for a, b in zip(theirs, start, strict=True))
    for a, b in zip(ours, theirs, strict=True):  # torch's products are bf16: about 1% of the way
        assert float((a - b).detach().abs().max()) < 0.03 * moved
