"""`python -m flows` is the command line `tension`."""

from flows.cli import main

main()
