"""The article behind a link: its words and its date, for items that carry only a blurb."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from tension.articles import PublishedConfidence
from tension.sources.answers import Ask, FetchError
from tension.sources.fetch import Fetcher
from tension.sources.robots import Robots

_LATER = frozenset(("busy", "network", "timeout", "out_of_time"))
_MIN_WORDS = 30  # shorter extractions are menus, cookie notices and teasers

_MAX_ELEMENTS = 20_000  # real pages have a few thousand; 180,000 took the extractor 40 s


@dataclass(frozen=True, slots=True)
class Page:
    """What was found on a page; the date is aware, at the outlet's offset, None where none was found."""

    title: str
    text: str
    published_at: datetime | None
    confidence: PublishedConfidence


@dataclass(frozen=True, slots=True)
class NoPage:
    """Why there is no page, and whether trying later may help."""

    why: str
    later: bool


class PageReader:
    """Fetches pages where robots.txt and the allow-list let it, and takes the article out of them."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._robots = Robots(fetcher)

    def read(
        self, url: str, source_id: str, offset_minutes: int, fresh_after: datetime | None
    ) -> Page | NoPage:
        """The article at an address.

        Args:
            url: the page.
            source_id: in whose diary the requests stand.
            offset_minutes: the outlet's clock.
            fresh_after: see `Spool.get`.
        """
        try:
            self._fetcher.check(url)
            if not self._robots.allows(url, source_id):
                return NoPage("robots.txt forbids the page", later=False)
            delay = self._robots.delay_seconds(url, source_id)
            answer = self._fetcher.get(
                Ask(url, source_id, "page", delay_seconds=delay, fresh_after=fresh_after)
            )
        except FetchError as error:
            return NoPage(f"page not fetched: {error.fault}", later=error.fault in _LATER)
        page = extract_page(answer.body, answer.url, offset_minutes, self._fetcher.now)
        return page or NoPage("no article found on the page", later=False)


def extract_page(body: bytes, url: str, offset_minutes: int, now: datetime) -> Page | None:
    """The article on a page, None where there is none.

    Args:
        body: the page as fetched; its charset is found from its markup.
        url: its address, which may name the day.
        offset_minutes: the outlet's clock; a page's day without a time is set to its noon.
        now: the present, aware UTC; dates after it are not believed.
    """
    from trafilatura import bare_extraction, load_html  # noqa: PLC0415 - half a second that feeds alone save

    tree = load_html(body)
    if tree is None or sum(1 for _ in tree.iter()) > _MAX_ELEMENTS:
        return None
    dates = {"original_date": True, "outputformat": "%Y-%m-%dT%H:%M:%S%z", "min_date": "1995-01-01"}
    dates["max_date"] = f"{now + timedelta(days=1):%Y-%m-%d}"
    found = bare_extraction(
        tree,
        url=url,
        fast=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=dates,
    )
    if found is None:
        return None
    fields = found if isinstance(found, dict) else found.as_dict()
    title, text = str(fields.get("title") or "").strip(), str(fields.get("text") or "").strip()
    text = text.removeprefix(title).strip() if title else text
    if len(text.split()) < _MIN_WORDS:
        return None
    published, confidence = _page_date(fields.get("date"), offset_minutes, now)
    return Page(title, _paragraphs(text), published, confidence)


def _paragraphs(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def _page_date(
    day: str | None, offset_minutes: int, now: datetime
) -> tuple[datetime | None, PublishedConfidence]:
    """The page's date as htmldate finds it, on the outlet's clock: it knows days, seldom times."""
    if not day:
        return None, "fetched"
    zone = timezone(timedelta(minutes=offset_minutes))
    try:
        moment = datetime.fromisoformat(day)
    except ValueError:
        return None, "fetched"
    if moment.tzinfo is None:
        moment = moment.replace(hour=moment.hour or 12, tzinfo=zone)
    moment = min(moment.astimezone(UTC), now)
    return moment.astimezone(zone), "inferred"
