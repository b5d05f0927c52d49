"""`python -m flows` is the command line `tension`."""

from flows.cli import main

if __name__ == "__main__":
    main()
