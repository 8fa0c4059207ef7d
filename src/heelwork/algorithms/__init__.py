"""Reinforcement-learning algorithms: from experience to a learning signal, and from the signal to losses."""
