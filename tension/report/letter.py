"""The brief as HTML for mail: one file, its picture inside, nothing asked of any server."""

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tension.report import wording
from tension.report.brief import Brief
from tension.report.picture import INK, QUIET, curve_png, curve_words
from tension.web.api.pictures import BAND_COLOURS

FOLDER = Path(__file__).parent
PLOT_WIDTH, PLOT_HEIGHT = 470, 180


def as_html(brief: Brief) -> str:
    """The brief as an HTML document; every text in it is escaped."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    picture = base64.b64encode(curve_png(brief, PLOT_WIDTH, PLOT_HEIGHT)).decode()
    back, front = BAND_COLOURS[brief.row["band"]]
    return environment.get_template("letter.html").render(
        brief=brief,
        picture=f"data:image/png;base64,{picture}",
        picture_words=curve_words(brief),
        words=wording,
        back=back,
        front=front,
        ink=INK,
        quiet=QUIET,
    )
