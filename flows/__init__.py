"""Everything that runs: the Prefect flows and the command line."""
