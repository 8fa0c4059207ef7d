"""`python -m heelwork` is the command line."""

from heelwork.cli import main

main()
