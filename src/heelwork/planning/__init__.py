"""What a run will take before it is begun: memory per device, tokens, hours, and what to change where it does not fit."""
