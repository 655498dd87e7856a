"""The test behind each grade, in one table.

| grade | probability | and |
|---|---|---|
| confirmed | 0.9 | the root's own page reports trouble, or two organisations blame it in so many words |
| probable | 0.9 | three organisations, or two with words or with the root's own page |
| suspected | 0.5 | three organisations, or two with words or with the root's own page as one of them |
| coincident | any | anything else: recorded, never announced |

A grade once given is kept until the probability falls `HYSTERESIS` below its threshold.
"""

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.correlation.judgement import Judgement, plainly_blames
from bot.domain.incident import Grade


def grade_of(judgement: Judgement, catalog: Catalog, kept: Grade = Grade.COINCIDENT) -> Grade:
    """The highest grade whose test is passed; `kept` is the grade it has now."""
    slack = {grade: p.HYSTERESIS if kept.rank >= grade.rank else 0.0 for grade in Grade}
    probability = judgement.fit.probability
    organisations = len(judgement.organisations)
    witnesses = organisations + (judgement.own is not None)
    words = any(witness.has_words for witness in judgement.joined)
    blaming = {
        w.sighting.organisation for w in judgement.joined if plainly_blames(w, judgement.node, catalog)
    }
    at_all = organisations >= 1 and witnesses >= 2
    vouched = judgement.own is not None or len(blaming) >= 2
    several = organisations >= 3 or (words or judgement.own is not None)
    if probability >= p.PROBABLE_AT - slack[Grade.CONFIRMED] and at_all and vouched:
        return Grade.CONFIRMED
    if probability >= p.PROBABLE_AT - slack[Grade.PROBABLE] and at_all and several:
        return Grade.PROBABLE
    if probability >= p.SUSPECTED_AT - slack[Grade.SUSPECTED] and at_all and several:
        return Grade.SUSPECTED
    return Grade.COINCIDENT
