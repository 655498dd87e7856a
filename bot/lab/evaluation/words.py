"""How well the words of status texts are read, measured on what people labelled."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.catalog.catalog import Catalog
from bot.lab.evaluation.labelled_words import Kind, Pair, Sentence
from bot.wording.reading import words_in
from bot.wording.words import Manner, Words

KIND: Final = "kind of the unnamed"
# How the labels call nodes of the catalogue.
_NODES: Final[Mapping[str, str]] = {
    "aws us-east-1": "aws/us-east-1",
    "azure front door": "azure/front-door",
    "azure-openai": "azure/openai",
    "centurylink": "lumen",
    "level3": "lumen",
    "telia": "arelion",
    "thinktel": "distributel-thinktel",
    "distributel": "distributel-thinktel",
    "navigata": "distributel-thinktel",
    "gmail": "google-workspace",
    "mongodb": "mongodb-atlas",
    "oracle": "oracle-cloud",
    "statuspage": "atlassian-statuspage",
}
# And the pages whose names the catalogue would not resolve by itself.
_SERVICES: Final[Mapping[str, str]] = {
    "stabilityai": "stability-ai",
    "mongodb": "mongodb-atlas",
    "confluent": "confluent-cloud",
    "elastic": "elastic-cloud",
    "atlassian access": "jira",
    "trello": "trello",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsTally:
    """Of `wanted`, how many were found; of `given`, how many were right."""

    wanted: int = 0
    found: int = 0
    given: int = 0
    right: int = 0

    @property
    def recall(self) -> float | None:
        """Found of wanted; None where nothing was wanted."""
        return self.found / self.wanted if self.wanted else None

    @property
    def precision(self) -> float | None:
        """Right of given; None where nothing was given."""
        return self.right / self.given if self.given else None

    def plus(self, other: "WordsTally") -> "WordsTally":
        """Both together."""
        return WordsTally(
            wanted=self.wanted + other.wanted,
            found=self.found + other.found,
            given=self.given + other.given,
            right=self.right + other.right,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsScore:
    """Tallies by what was asked; for the pairs, how many were named, and in which manner.

    `placed` are sentences of a named provider that was only placed, not blamed: not counted as found.
    `mistakes` are the sentences got wrong, for people who improve the reading.
    """

    tallies: Mapping[str, WordsTally]
    placed: int = 0
    pairs: int = 0
    manners: Mapping[Manner, int] = field(default_factory=dict)
    mistakes: tuple[str, ...] = ()

    @property
    def named(self) -> int:
        """Pairs whose provider was named, in whatever manner."""
        return sum(self.manners.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """One sentence with what was read from it."""

    sentence: Sentence
    words: Words
    expected: frozenset[str]
    kinds: frozenset[str]

    @property
    def matching(self) -> frozenset[str]:
        """The nodes blamed that are expected, or part of it, or what it is part of."""
        return frozenset(node for node in self.words.blamed if any(_lineage(node, e) for e in self.expected))


def score_of(
    sentences: Iterable[Sentence],
    pairs: Iterable[Pair],
    classes: Mapping[str, re.Pattern[str]],
    *,
    catalog: Catalog,
) -> WordsScore:
    """Read every sentence and pair, and compare with the labels."""
    comparisons = [_compared(sentence, classes, catalog) for sentence in sentences]
    tallies: dict[str, WordsTally] = {}
    for compared in comparisons:
        for asked, tally in _tallies(compared):
            tallies[asked] = tallies.get(asked, WordsTally()).plus(tally)
    manners = [manner for pair in pairs for manner in (_manner_of(pair, catalog),)]
    return WordsScore(
        tallies=tallies,
        placed=sum(_is_only_placed(compared) for compared in comparisons),
        pairs=len(manners),
        manners=Counter(manner for manner in manners if manner is not None),
        mistakes=tuple(line for compared in comparisons for line in _mistakes(compared)),
    )


def as_lines(score: WordsScore) -> list[str]:
    """Two small tables in Markdown."""
    lines = ["| what a sentence asks | wanted | recall | given | precision |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {asked} | {tally.wanted} | {_share(tally.recall)} | {tally.given} | {_share(tally.precision)} |"
        for asked, tally in score.tallies.items()
    ]
    share = score.named / score.pairs if score.pairs else None
    lines += [
        "",
        f"Named providers that were only placed, not blamed: {score.placed}.",
        f"Of {score.pairs} records that name a provider, we name it in {score.named} ({_share(share)}):",
        "",
        "| manner | records |",
        "|---|---:|",
    ]
    return [*lines, *(f"| {manner} | {score.manners.get(manner, 0)} |" for manner in Manner)]


def _compared(sentence: Sentence, classes: Mapping[str, re.Pattern[str]], catalog: Catalog) -> _Comparison:
    named = sentence.kind in (Kind.NAMED, Kind.LINK)
    kinds = () if named else (kind for kind, pattern in classes.items() if pattern.search(sentence.text))
    return _Comparison(
        sentence=sentence,
        words=words_in(sentence.text, _service(sentence.service, catalog), catalog),
        expected=frozenset(_NODES.get(name, name) for name in sentence.upstream),
        kinds=frozenset(kinds),
    )


def _tallies(compared: _Comparison) -> Iterator[tuple[str, WordsTally]]:
    blamed, upstream, matching = compared.words.blamed, compared.words.upstream, compared.matching
    if compared.sentence.kind is Kind.NEGATIVE:
        yield Kind.NEGATIVE, WordsTally(wanted=1, found=int(not blamed and upstream is None))
        yield Kind.NAMED, WordsTally(given=len(blamed))
        yield Kind.UNNAMED, WordsTally(given=int(upstream is not None))
        return
    if compared.expected:
        yield (
            compared.sentence.kind,
            WordsTally(wanted=1, found=int(bool(matching)), given=len(blamed), right=len(matching)),
        )
    else:
        found = int(upstream is not None or bool(blamed))
        yield Kind.UNNAMED, WordsTally(wanted=1, found=found, given=found, right=found)
        yield Kind.NAMED, WordsTally(given=len(blamed))
    if upstream is not None and compared.kinds:
        right = int(upstream.kinds <= compared.kinds and bool(upstream.kinds))
        yield (
            KIND,
            WordsTally(wanted=1, found=right, given=int(bool(upstream.kinds)), right=right),
        )


def _is_only_placed(compared: _Comparison) -> bool:
    return (
        bool(compared.expected)
        and not compared.matching
        and any(
            m.manner is Manner.PLACED and any(_lineage(m.node, e) for e in compared.expected)
            for m in compared.words.mentions
        )
    )


def _mistakes(compared: _Comparison) -> Iterator[str]:
    for asked, tally in _tallies(compared):
        if tally.found < tally.wanted or tally.right < tally.given:
            sentence = compared.sentence
            yield f"{asked}: {sorted(compared.expected)} {sentence.service}: {sentence.text}"


def _manner_of(pair: Pair, catalog: Catalog) -> Manner | None:
    """The strongest manner in which the text names the pair's provider; None where it is not named."""
    node = _NODES.get(pair.provider, pair.provider)
    words = words_in(pair.text, _service(pair.service, catalog), catalog)
    manners = [m.manner for m in words.mentions if _lineage(m.node, node) or _same(m.node, node, catalog)]
    return min(manners, key=lambda manner: manner.rank, default=None)


def _same(node: str, other: str, catalog: Catalog) -> bool:
    return catalog.organisation_of(node) == catalog.organisation_of(other)


def _lineage(node: str, other: str) -> bool:
    return node == other or node.startswith(f"{other}/") or other.startswith(f"{node}/")


def _service(name: str, catalog: Catalog) -> str:
    folded = name.lower()
    return _SERVICES.get(folded) or catalog.resolve(folded) or folded


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
