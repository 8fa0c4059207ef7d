"""The mathematics of RLHF: tensors in, tensors out. Imports nothing of ours outside this folder.

Losses return (loss, metrics) and are means over counted tokens (or pairs, or prompts). Masks are 1 where a position
counts. The shape suffixes are explained in `heelwork.tensors`.
"""

from heelwork.functional.advantages import gae
from heelwork.functional.importance import truncated_importance_weights
from heelwork.functional.kl import KL_ERROR_CLIP, KL_KINDS, adapt_beta, kl_estimate
from heelwork.functional.logprobs import gather_logprobs, linear_logprobs, sft_loss
from heelwork.functional.masked import masked_mean, masked_sum, masked_var, whiten
from heelwork.functional.policy_loss import ppo_policy_loss
from heelwork.functional.preference_loss import bradley_terry_loss, plackett_luce_loss, ranking_pairs_loss
from heelwork.functional.value_loss import explained_variance, value_loss

__all__ = [
    "KL_ERROR_CLIP",
    "KL_KINDS",
    "adapt_beta",
    "bradley_terry_loss",
    "explained_variance",
    "gae",
    "gather_logprobs",
    "kl_estimate",
    "linear_logprobs",
    "masked_mean",
    "masked_sum",
    "masked_var",
    "plackett_luce_loss",
    "ppo_policy_loss",
    "ranking_pairs_loss",
    "sft_loss",
    "truncated_importance_weights",
    "value_loss",
    "whiten",
]
