"""Plain words out of markup, in time that grows with its size only."""

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol", "li", "table", "tr")
_BLOCKS = frozenset(
    (*_HEADINGS, *_LISTS, "p", "div", "br", "section", "article", "blockquote", "figure", "hr", "pre")
)
_SILENT = frozenset(("script", "style", "noscript", "iframe", "template", "svg", "figcaption"))


def plain_text(markup: str) -> str:
    """The words of an HTML fragment, paragraphs apart; text without markup comes back as it is."""
    if "<" not in markup:
        return markup.strip()
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None:
        return ""
    pieces: list[str] = []
    _collect(root, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _collect(root: etree._Element, pieces: list[str]) -> None:
    """Walk without recursion: hostile markup nests deeper than Python's stack."""
    skipped: etree._Element | None = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        block = node.tag in _BLOCKS
        if event == "start":
            if skipped is None and node.tag in _SILENT:
                skipped = node
            if skipped is None:
                pieces.append("\n" if block else "")
                pieces.append((node.text or "").replace("\n", " "))
            continue
        if node is skipped:
            skipped = None
        if skipped is None:
            pieces.append("\n" if block else "")
            if node is not root:
                pieces.append((node.tail or "").replace("\n", " "))
