"""Write `docs/words.md`: how well status texts are read, on sentences that people labelled.

    python -m benchmarks.words CORPUS

CORPUS has the labelled sentences, which are their providers' and not here.
"""

import argparse
from pathlib import Path
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.lab.evaluation.labelled_words import classes_of, pairs_of, sentences_of
from bot.lab.evaluation.words import as_lines, score_of

DOCUMENT: Final = Path("docs/words.md")
_HEAD: Final = """\
# How well words are read

Written by `python -m benchmarks.words`, from labelled sentences of status pages that are not here. What is
read of recorded reports is in [benchmarks/history/](../benchmarks/history); the [score](score.md) is made
from that.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the reader of words.")
    parser.add_argument("corpus", type=Path, help="a folder with folders `dependencies` and `history`")
    parser.add_argument("--out", type=Path, default=DOCUMENT, help=f"default: {DOCUMENT}")
    arguments = parser.parse_args()
    arguments.out.write_text(words_document(arguments.corpus, load()), encoding="utf-8")


def words_document(corpus: Path, catalog: Catalog) -> str:
    """The document."""
    sentences = (corpus / "dependencies/upstream_mentions.md").read_text(encoding="utf-8")
    classes = (corpus / "dependencies/infrastructure.csv").read_text(encoding="utf-8")
    pairs = (corpus / "history/upstream_mentions.tsv").read_text(encoding="utf-8")
    score = score_of(sentences_of(sentences), pairs_of(pairs), classes_of(classes), catalog=catalog)
    return "\n".join([_HEAD, *as_lines(score)]) + "\n"


if __name__ == "__main__":
    main()
