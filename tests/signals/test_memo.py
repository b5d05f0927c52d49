"""What is remembered of words and marks, and what is not."""

from tension.signals.text.memo import TokenLookup


def test_a_token_is_taken_apart_once_and_an_endless_one_is_not_kept() -> None:
    asked: list[str] = []

    def size(token: str) -> int:
        asked.append(token)
        return len(token)

    lookup = TokenLookup(size, limit=2)
    assert [lookup["raid"], lookup["raid"], lookup["x" * 50]] == [4, 4, 50]
    assert list(lookup) == ["raid"]
    assert [lookup["talks"], lookup["envoy"]] == [5, 5]
    assert list(lookup) == ["envoy"]
    assert asked == ["raid", "x" * 50, "talks", "envoy"]
