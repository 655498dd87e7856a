"""Whether a post says that it is over, where no label does: "has been resolved", "fully restored", "behoben".

For feeds and documents that state no stage. It is the newest post that is asked. What is only hoped for, is
so in part, or is back again, is not over.
"""

import re
from functools import lru_cache
from typing import Final

from bot.expressions import compiled

_OVER: Final = compiled(
    r"\b(?:ha[sv]e?|had|was|were|is|are)\b"
    r"(?: (?:now|been|fully|completely|successfully|since|again|all|also|mitigated and))*"
    r" (?:resolved|fixed|restored|repaired|remediated|solved|recovered|completed?|finished|done|concluded|ended"
    r"|back (?:online|up)|stable)\b"
    r"|\bwe(?:'ve|'re| have| are)?(?: now| all| successfully)* (?:resolved|fixed|completed|finished|concluded|done)\b"
    r"|\b(?:fully|completely|successfully) (?:resolved|restored|recovered|operational|completed|fixed)\b"
    r"|\b(?:incident|issue|problem|outage|disruption|work|maintenance|upgrade|migration|deployment|rollout|window)"
    r"(?: (?:is|was|has been))?(?: now)? (?:resolved|closed|fixed|completed?|over|finished|concluded|ended)\b"
    r"|\bback to normal\b|\b(?:operating|functioning|working|running) normally\b|\ball clear\b"
    r"|\bnormal (?:service|operations?)\b[^.\n]{0,40}\b(?:resumed|restored)\b"
    r"|\bno longer (?:seeing|observing|experiencing)\b"
    r"|^\W{0,5}(?:resolved|completed?|all clear|all done|done|finished|fixed|closed)\b(?= *(?:[-:.!\u2013\u2014\n]|$))"
    r"|\b(?:wurden?|ist|sind|konnten?)\b[^.\n]{0,60}"
    r"\b(?:behoben|abgeschlossen|beendet|wiederhergestellt|gelöst|beseitigt)\b"
    r"|\b(?:störung|wartung|arbeiten|problem) (?:behoben|abgeschlossen|beendet)\b"
    r"|^\W{0,5}(?:behoben|abgeschlossen|beendet|erledigt)\b"
    r"|\b(?:a été|ont été|est|sont)(?: \w+)? (?:résolue?s?|corrigée?s?|rétablie?s?|terminée?s?)\b"
    r"|\b(?:ha sido|han sido|fue|está|quedó|foi|foram)(?: \w+)?"
    r" (?:resuelt[oa]s?|solucionad[oa]s?|restablecid[oa]s?"
    r"|resolvid[oa]s?|corrigid[oa]s?|restaurad[oa]s?|concluíd[oa]s?|completad[oa]s?)\b"
    r"|\b(?:è stat[oa]|sono stat[ie])(?: \w+)? (?:risolt[oaie]|ripristinat[oaie]|completat[oaie])\b"
    r"|\bis (?:verholpen|opgelost|hersteld|afgerond)\b"
    r"|復旧しました|解決しました|完了しました|已(?:恢复|解决|修复|恢復|解決|修復)"
    r"|(?:복구|해결|완료)되었습니다|(?:устранен|решен|восстановлен|завершен)[аоы]?\b",
    re.IGNORECASE,
)
# "From 08:00 to 08:30 UTC we experienced …": what has an end is over.
_BETWEEN: Final = compiled(
    r"\b(?:from|between) (?:[^.\n\d]|\d(?!\d?:\d\d)){0,25}\d{1,2}:\d\d[^.\n:]{1,40}?\d{1,2}:\d\d[^.\n]{0,80}?"
    r"\b(?:experienced|had|saw|was|were|encountered|suffered|failed|observed|may have)\b",
    re.IGNORECASE,
)
# What comes before it in the sentence and takes it back.
_NOT: Final = compiled(
    r"\b(?:not|\w+n't|never|until|till|once|when|if|unless|before|after|will|would|should|expect\w*|hope\w*"
    r"|ensure|whether"
    r"|partly|partially|some|most|many|nearly|almost|nicht|noch|sobald|bis|wenn|teilweise|previously|yesterday"
    r"|pas|no|não|non|niet|still|remain\w*|believe|appear\w*)\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)
# What comes after it and says that it is not.
_YET: Final = compiled(
    r"\b(?:recur\w*|re-?occur\w*|returned(?! to normal)|again experienc\w+"
    r"|still (?:see|seeing|experienc\w+|investigat\w+|affect\w+|impact\w*)"
    r"|continu(?:e|ing) to (?:see|experience|investigate|work|monitor)"
    r"|remain\w* (?:affected|impacted|degraded)"
    r"|reopen\w*|came back|is back\b(?! to normal))",
    re.IGNORECASE,
)
MAX_CHARACTERS: Final = 4_000


@lru_cache(maxsize=256)  # a feed's entries are asked twice: what its rule is, and what each entry means
def says_it_is_over(text: str) -> bool:
    """Whether this one post, in plain text, calls its incident or its work over."""
    words = text[:MAX_CHARACTERS]
    for match in _OVER.finditer(words):
        before = words[max(0, match.start() - 80) : match.end()].rpartition(" ")[0]
        if not _NOT.search(before):
            return _YET.search(words, match.end()) is None
    between = _BETWEEN.search(words)
    return between is not None and _YET.search(words, between.end()) is None


def ends_over(text: str) -> bool:
    """The same for a text of several posts in an order that we do not know: its first or its last says so."""
    blocks = [block for block in re.split(r"\n+", text[: 5 * MAX_CHARACTERS].strip()) if block.strip()]
    if not blocks:
        return False
    return says_it_is_over(text) if len(blocks) <= 1 else any(map(says_it_is_over, _ends_of(blocks)))


def _ends_of(blocks: list[str]) -> tuple[str, str]:
    """The first and the last post; a short first line is a date or a heading above what follows it."""
    head = "\n".join(blocks[:2]) if len(blocks[0]) < 50 else blocks[0]
    return head, blocks[-1]
