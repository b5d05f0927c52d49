"""GDELT's country names as ISO 3166 alpha-3, for the countries whose press writes about the region."""

_ALPHA3 = {
    "afghanistan": "AFG", "australia": "AUS", "azerbaijan": "AZE", "bahrain": "BHR", "bangladesh": "BGD",
    "canada": "CAN", "china": "CHN", "egypt": "EGY", "france": "FRA", "germany": "DEU", "india": "IND",
    "indonesia": "IDN", "iran": "IRN", "iraq": "IRQ", "ireland": "IRL", "israel": "ISR", "italy": "ITA",
    "japan": "JPN", "jordan": "JOR", "kuwait": "KWT", "lebanon": "LBN", "malaysia": "MYS", "oman": "OMN",
    "pakistan": "PAK", "qatar": "QAT", "russia": "RUS", "saudi arabia": "SAU", "singapore": "SGP",
    "south africa": "ZAF", "south korea": "KOR", "spain": "ESP", "sri lanka": "LKA", "syria": "SYR",
    "tajikistan": "TJK", "turkey": "TUR", "turkmenistan": "TKM", "united arab emirates": "ARE",
    "united kingdom": "GBR", "united states": "USA", "uzbekistan": "UZB", "yemen": "YEM",
}  # fmt: skip


def alpha3(name: str) -> str:
    """The code of a country by GDELT's English name; empty for those not listed: unknown, never guessed."""
    return _ALPHA3.get(name.strip().lower(), "")
