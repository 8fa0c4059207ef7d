"""Heelwork: the whole of RLHF, from demonstrations and rankings to an aligned assistant and the evidence for it."""

__version__ = "0.1.0"
