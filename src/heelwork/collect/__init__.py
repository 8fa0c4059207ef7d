"""Collecting human preferences: the store, the quality of what it holds, and the screens people work at. Loads no torch."""
