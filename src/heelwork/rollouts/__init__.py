"""Rollouts: prompts become scored completions, and those become the tensors an algorithm learns from."""
