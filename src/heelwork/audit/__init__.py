"""Reward hacking: probes that find it in a reward model, monitors that watch for it in PPO, curves that measure it."""
