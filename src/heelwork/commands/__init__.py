"""The command line's commands, a file for each family; cli.py puts them together. Heavy imports stand inside them."""
