"""The stages: each a settings class and a `run`; they talk only through files in a run directory."""
