"""The brief of a day on one page, whole in itself, for mail and paper."""

from tension.report.brief import Brief, gather
from tension.report.letter import as_html
from tension.report.sheet import as_pdf, as_png

__all__ = ["Brief", "as_html", "as_pdf", "as_png", "gather"]
