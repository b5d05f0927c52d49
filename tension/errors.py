"""Errors that say what went wrong, with which value, and what to do next."""


class TensionError(Exception):
    """Base of every error a user may meet; the command line prints it in one line and exits 1.

    Attributes:
        what: what went wrong, naming the file, line or URL and the value.
        remedy: what to do next.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what}; {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


class ConfigError(TensionError):
    """The configuration cannot be used as it stands."""


class InputError(TensionError):
    """An input (file, folder, address) cannot be read at all."""


class WarehouseError(TensionError):
    """The database cannot be opened, read, written or published."""


class WarehouseBusyError(WarehouseError):
    """Another run holds the writer's lock."""


class WarehouseTornError(WarehouseError):
    """A block of the file does not fit its checksum, as after a kill while DuckDB wrote it anew in place."""


class ModelError(TensionError):
    """The trained artefact is missing, damaged, or belongs to other versions."""


class EngineError(TensionError):
    """A scoring engine cannot be reached, lacks its package, or lost its workers."""
