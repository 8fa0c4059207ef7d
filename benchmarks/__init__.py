"""Measurements that take minutes or hours; each module's docstring gives the command that repeats it."""
