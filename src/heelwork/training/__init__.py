"""Turning losses into better weights: the engine, optimiser, precision, checkpoints and the progress display."""
