"""How far a feature vector lies from a reference cloud: Mahalanobis distance with a shrunk covariance."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

QUANTILE = 0.99


class Cloud(NamedTuple):
    """A reference distribution. limit: the squared distance that 1% of the reference exceeds."""

    mean_D: Tensor
    precision_DD: Tensor
    limit: float


def fit_cloud(features_BD: Tensor) -> Cloud:
    """Mean, inverse covariance and limit of reference features (Lee et al. 2018).

    Half of the rows give mean and covariance, the other half the limit, so that the limit holds for new points. The
    covariance is shrunk towards a multiple of the identity by the share D / (D + B/2), since B is rarely far above D.
    """
    assert len(features_BD) >= 4, "a cloud needs at least four points"
    points_BD = features_BD.double()
    fitted, checked = points_BD[0::2], points_BD[1::2]
    mean_D = fitted.mean(0)
    width = points_BD.shape[1]
    covariance_DD = torch.cov(fitted.T).reshape(width, width)
    share = width / (width + len(fitted))
    level = covariance_DD.diagonal().mean().clamp_min(1e-12)
    shrunk_DD = (1 - share) * covariance_DD + share * level * torch.eye(width, dtype=torch.float64)
    precision_DD = torch.linalg.inv(shrunk_DD)
    distances = squared_distances(checked, Cloud(mean_D, precision_DD, 0.0))
    return Cloud(mean_D, precision_DD, float(torch.quantile(distances, QUANTILE)))


def squared_distances(features_BD: Tensor, cloud: Cloud) -> Tensor:
    """(x - mean)' Sigma^-1 (x - mean) for each row."""
    centred_BD = features_BD.double() - cloud.mean_D
    return torch.einsum("bi,ij,bj->b", centred_BD, cloud.precision_DD, centred_BD)


def outlier_share(features_BD: Tensor, cloud: Cloud) -> float:
    """The share of rows beyond the cloud's limit; about 1% where nothing has changed."""
    return float((squared_distances(features_BD, cloud) > cloud.limit).double().mean())
