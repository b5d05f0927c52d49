"""The commands of `tension`, one module each."""
