"""Heelwork beside TRL on the same work: the same model, records, batches and precision, alternately (see __main__.py)."""
