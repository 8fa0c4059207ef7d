"""Transformers from Hugging Face directories, run without padding: loading, attention, log-probabilities, scalars."""
