"""GDELT files written in the documented format, for tests."""

import io
import zipfile
from collections.abc import Iterable

from tension.sources.gdelt_columns import EVENT_COLUMNS, MENTION_COLUMNS

EVENT = {
    "GLOBALEVENTID": "1150000001", "SQLDATE": "20240118", "MonthYear": "202401", "Year": "2024",
    "FractionDate": "2024.0493", "Actor1Code": "PAKMIL", "Actor1Name": "PAKISTAN", "Actor1CountryCode": "PAK",
    "Actor1Type1Code": "MIL", "Actor2Code": "IRN", "Actor2Name": "IRAN", "Actor2CountryCode": "IRN",
    "IsRootEvent": "1", "EventCode": "195", "EventBaseCode": "195", "EventRootCode": "19", "QuadClass": "4",
    "GoldsteinScale": "-10", "NumMentions": "10", "NumSources": "2", "NumArticles": "10", "AvgTone": "-6.5",
    "ActionGeo_Type": "4", "ActionGeo_FullName": "Saravan, Sistan Va Baluchestan, Iran",
    "ActionGeo_CountryCode": "IR", "DATEADDED": "20240118043000", "SOURCEURL": "https://outlet.example/a",
}  # fmt: skip
MENTION = {
    "GLOBALEVENTID": "1150000001", "EventTimeDate": "20240118043000", "MentionTimeDate": "20240118044500",
    "MentionType": "1", "MentionSourceName": "outlet.example", "MentionIdentifier": "https://outlet.example/b",
    "SentenceID": "3", "InRawText": "1", "Confidence": "60", "MentionDocLen": "2400", "MentionDocTone": "-5.1",
}  # fmt: skip


def event_line(**changes: str) -> str:
    """One row of 61 columns."""
    row = EVENT | changes
    return "\t".join(row.get(name, "") for name in EVENT_COLUMNS)


def mention_line(**changes: str) -> str:
    """One row of 16 columns."""
    row = MENTION | changes
    return "\t".join(row.get(name, "") for name in MENTION_COLUMNS)


def zipped(lines: Iterable[str | bytes], name: str = "20240118043000.export.CSV") -> bytes:
    """A zip file of rows."""
    rows = [line.encode() if isinstance(line, str) else line for line in lines]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"".join(row + b"\n" for row in rows))
    return out.getvalue()
