"""One of several processes that bring articles to a lake at once, a commit for every few."""

import sys
from itertools import islice

from tension.bench.articles import mixed
from tension.bench.stages import NOW, articles_of
from tension.config import LakeSettings
from tension.inbox import deliver
from tension.warehouse import open_inbox

SEED = 23
SHARE_RELEVANT = 0.05


def main(catalog: str, data_path: str, number: int, writers: int, commits: int, each: int) -> None:
    """Deliver every `writers`-th article of the stream, `each` a commit, from the `number`-th on."""
    stream = mixed(writers * commits * each, SHARE_RELEVANT, SEED)
    articles = iter(articles_of(islice(stream, number, None, writers)))
    with open_inbox(LakeSettings(catalog=catalog, data_path=data_path), NOW) as inbox:
        sys.stdout.write("opened\n")
        sys.stdout.flush()
        for _ in range(commits):
            deliver(inbox, islice(articles, each))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(text) for text in sys.argv[3:]))
