"""What a report is worth to a hypothesis, and what the signals found out about it.

It is worked out once, when the report is seen or changes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.correlation import parameters as p
from bot.domain.incident import EvidenceKind
from bot.wording.scope import UNSAID, Scope


class Finding(NamedTuple):
    """What a signal has found out about one report under one hypothesis.

    `reach` is the chance, within (0, 1], that the service reports when the node fails; 0 says nothing of it.
    `ratio` multiplies: how many times likelier the report looks under the hypothesis than by chance. An empty
    `says` is not shown.
    """

    kind: EvidenceKind
    says: str = ""
    source: str | None = None
    reach: float = 0.0
    ratio: float = 1.0


class Trace(NamedTuple):
    """One report under the hypothesis that one node failed.

    `reach` is q, the chance that its organisation reports when the node fails; `ratio` m, how many times
    likelier its words and severity are then; `background` lambda, its reports per hour by chance. `hours` is
    its onset in hours since 1970; `seen` is when we first saw it, `last_news_at` when it last said something
    new. `named` are the nodes, related to this one, that its words blame or place it in; `blames` says
    whether they blame one of them in so many words, `vague` whether they blame an upstream without naming
    it, `elsewhere` whether they blame somebody else. `scope` is what the report is about.
    """

    key: str
    service: str
    organisation: str
    seen: datetime
    last_news_at: datetime
    hours: float
    reach: float
    ratio: float
    background: float
    findings: tuple[Finding, ...] = ()
    named: frozenset[str] = frozenset()
    blames: bool = False
    vague: bool = False
    elsewhere: bool = False
    scope: Scope = UNSAID

    @property
    def strength(self) -> float:
        """How strongly it speaks, its delay and the blast radius aside, in hours."""
        return self.reach * self.ratio / self.background

    @property
    def speaks(self) -> bool:
        """Whether its words say anything of the node, or blame an upstream that it could be."""
        return any(finding.kind is EvidenceKind.TEXT and finding.says for finding in self.findings)

    @property
    def is_declared(self) -> bool:
        """Whether its service is known to stand on the node."""
        return any(finding.kind is EvidenceKind.EDGE for finding in self.findings)

    @property
    def wordless(self) -> float:
        """How strongly it would speak without its words and severity, in hours."""
        return self.reach / self.background

    @property
    def is_telling(self) -> bool:
        """Whether its words name the node or a part of it, and are far likelier than by chance."""
        return bool(self.named) and self.ratio >= p.TELLING_RATIO


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """A report on a provider's own page.

    `parts` are the parts of it that its words name; `rate` is how many posts as grave as this one it makes
    per hour by chance; `breadth` counts the components it lists; `scope` is what it is about.
    """

    key: str
    service: str
    seen: datetime
    hours: float
    rate: float
    breadth: int
    parts: frozenset[str]
    scope: Scope = UNSAID
