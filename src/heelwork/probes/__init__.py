"""Behaviour probes: suites of prompts, what their answers are checked for, and the rates that come of it. Loads no torch."""
