"""A process that brings articles to a lake one at a time, each a commit of its own."""

import sys

from tension.bench.articles import mixed
from tension.bench.stages import NOW, articles_of
from tension.config import LakeSettings
from tension.inbox import deliver
from tension.warehouse import open_inbox


def main(catalog: str, data_path: str, seed: int, count: int) -> None:
    """Deliver `count` articles of the stream that `seed` begins."""
    with open_inbox(LakeSettings(catalog=catalog, data_path=data_path), NOW) as inbox:
        sys.stdout.write("opened\n")
        sys.stdout.flush()
        for article in articles_of(mixed(count, 1.0, seed)):
            deliver(inbox, [article])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
