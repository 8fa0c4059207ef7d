"""Hand-written material, one module for each behaviour that the starter teaches."""
