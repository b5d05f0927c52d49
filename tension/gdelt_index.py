"""An index from GDELT's events alone: years of history without one page fetched, apart from ours."""

from datetime import date, timedelta

import pandas as pd

from tension.config import Settings
from tension.index.compute import compute_pair
from tension.pairs import Pair
from tension.signals.table import load_signal_table
from tension.warehouse import Writer, statement

_KEPT = (
    *("pair", "date", "as_of", "tension", "level_points", "escalation_points", "deescalation_points"),
    *("pressure_a_to_b", "pressure_b_to_a", "event_count", "article_count"),
)


def write_gdelt_index(writer: Writer, pair: Pair, settings: Settings, until: date) -> dict[str, int]:
    """Reckon every day from GDELT's first event of the pair on.

    The evidence is GDELT's root events with a signal, each told by the articles that GDELT names for it; the
    formula is that of the index. An article is known from the moment GDELT added it.

    Args:
        writer: the open warehouse.
        pair: the two states.
        settings: index parameters and the folder of the signal table.
        until: the last day.

    Returns:
        Counts of `events` and `days`.
    """
    evidence = writer.query(statement("gdelt_evidence"), {"pair": pair.key})
    reads = writer.query(statement("gdelt_reads"), {"pair": pair.key})
    if evidence.empty:
        writer.sync_rows("gdelt_index_values", pd.DataFrame(columns=list(_KEPT)), {"pair": pair.key})
        return {"events": 0, "days": 0}
    first = evidence["known_at"].min().date()
    closes = [first + timedelta(days=number) for number in range((until - first).days + 1)]
    table = load_signal_table(settings.models / "signals.toml")
    computed = compute_pair(evidence, reads, pair, table, closes, settings.index, settings.index.seed)
    given = computed.values  # noqa: PD011 - a field of ours, not pandas
    values = given.sort_values("as_of", kind="stable").drop_duplicates("date", keep="last")
    writer.sync_rows("gdelt_index_values", values[list(_KEPT)], {"pair": pair.key})
    return {"events": len(computed.events), "days": len(values)}
