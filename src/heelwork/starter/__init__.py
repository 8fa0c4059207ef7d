"""The embedded default: the base model wolf, its prompts, demonstrations and simulated annotators."""
