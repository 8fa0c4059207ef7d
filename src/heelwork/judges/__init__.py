"""Judges: which of two answers is better, as a probability or as an abstention."""
