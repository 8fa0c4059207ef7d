"""Rewards: a prompt and an answer in, a score out."""
