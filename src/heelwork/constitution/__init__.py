"""Constitutional AI: principles as a file, critique and revision, an AI's labels, and the gate that they have to pass."""
