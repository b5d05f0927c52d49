"""Feeds written for the tests."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime

STORY = (
    "Iran and Pakistan agreed on Monday that their ambassadors will return to their posts by the end of the week, "
    "the two foreign ministries said in a joint statement after a call between the ministers. "
)


def item(
    title: str = "Envoys to return",
    link: str = "https://outlet.example/envoys",
    date: str | datetime | None = "Thu, 18 Jan 2024 08:00:00 GMT",
    body: str = STORY,
    extra: str = "",
) -> str:
    """One RSS item."""
    written = format_datetime(date) if isinstance(date, datetime) else date
    stamp = f"<pubDate>{written}</pubDate>" if written else ""
    place = f"<link>{link}</link>" if link else ""
    head = f"<title>{title}</title>" if title else ""
    return f"<item>{head}{place}{stamp}<description><![CDATA[{body}]]></description>{extra}</item>"


def rss(items: Iterable[str], prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """A feed of items."""
    channel = "<title>Outlet</title><link>https://outlet.example/</link>"
    return f'{prolog}<rss version="2.0"><channel>{channel}{"".join(items)}</channel></rss>'


def page(
    title: str = "Envoys to return", paragraphs: int = 6, date: str = "2024-01-18T09:15:00+05:00"
) -> str:
    """A web page with an article on it."""
    stamp = f'<meta property="article:published_time" content="{date}"/>' if date else ""
    words = "".join(
        f"<p>{STORY} It was statement number {number} of the day.</p>" for number in range(paragraphs)
    )
    head = f'<title>{title} | Outlet</title><meta property="og:title" content="{title}"/>{stamp}'
    menu = '<nav><a href="/">Home</a><a href="/world">World</a></nav>'
    body = f"<article><h1>{title}</h1>{words}</article>"
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body>{menu}{body}<footer>All rights</footer></body></html>"
    )
