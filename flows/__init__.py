"""Everything that runs: the Prefect flows and the command line."""

import os

# Prefect reads these when it is first imported, whichever way a run starts: telemetry stays off, and a slow
# machine gets more than 20 seconds to start the temporary server of a run without one.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
