#!/usr/bin/env python3
"""The linear baseline of the model card: TF-IDF and logistic regression in scikit-learn.

    pip install scikit-learn==1.9.1 jieba==0.42.1
    python baseline.py train.jsonl dev.jsonl

Character 1-3-grams and jieba words with their bigrams, trained on every labelled row
at once: negative against positive for the sets with two classes, one against the rest
for those with three. Prints accuracy, or macro-F1 over three classes, per data set.
"""
import json
import sys

import jieba
import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier

THREE_CLASSES = {"smp2020_ewect", "goemotions", "aic2018_dianping", "bdci2018_car", "tweeteval_sentiment"}


def read(path):
    with open(path, encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row.get("label")]
    return [row["text"] for row in rows], *(np.array([row[key] for row in rows]) for key in ("label", "set"))


def main():
    jieba.setLogLevel(60)
    (train, labels, _), (dev, truths, sets) = read(sys.argv[1]), read(sys.argv[2])
    words = lambda texts: [" ".join(word for word in jieba.cut(text.lower()) if word.strip()) for text in texts]
    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=3, sublinear_tf=True)
    bigrams = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=3, sublinear_tf=True)
    x = hstack([characters.fit_transform(train), bigrams.fit_transform(words(train))]).tocsr()
    y = hstack([characters.transform(dev), bigrams.transform(words(dev))]).tocsr()

    two = labels != "neu"
    model = LogisticRegression(C=4, solver="liblinear", tol=1e-3).fit(x[two], labels[two])
    binary = model.predict(y)
    model = OneVsRestClassifier(LogisticRegression(C=4, solver="liblinear", tol=1e-3)).fit(x, labels)
    three = model.predict(y)
    for name in sorted(set(sets)):
        rows = sets == name
        if name in THREE_CLASSES:
            print(f"{name}: macro-F1 {f1_score(truths[rows], three[rows], average='macro'):.3f}, {rows.sum()} rows")
        rows &= truths != "neu"
        print(f"{name}: accuracy of two classes {(binary[rows] == truths[rows]).mean():.3f}, {rows.sum()} rows")


if __name__ == "__main__":
    main()
