"""What others do with the same text: VADER over articles, over sentences, and the usual script."""

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


def vader(texts: Sequence[str]) -> list[float]:
    """The compound of each text, by the published package as it is."""
    analyzer = _analyzer()
    return [analyzer.polarity_scores(text)["compound"] for text in texts]


@lru_cache(maxsize=1)
def _analyzer() -> SentimentIntensityAnalyzer:
    """Loaded once, as our model is: loading is no part of what is compared."""
    return SentimentIntensityAnalyzer()


def fit_usual_classifier(texts: Sequence[str], labels: Sequence[int]) -> Pipeline:
    """TF-IDF and logistic regression with their defaults, as in the usual script."""
    return make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, labels)


def usual_script(texts: Sequence[str], classifier: Pipeline) -> pd.DataFrame:
    """pandas, VADER over the whole text, TF-IDF and logistic regression over the whole text."""
    frame = pd.DataFrame({"text": list(texts)})
    frame["tone"] = vader(texts)
    frame["escalation"] = classifier.predict_proba(frame["text"])[:, 1]
    return frame
