"""What a post is about where its page does not say: work, an announcement, or trouble. By its words alone."""

import re
from typing import Final

from bot.expressions import compiled

_WORK: Final = compiled(
    r"\bmaintenances?\b|\b(?:planned|scheduled)\b"
    # What customers schedule is a part of the service, not work on it.
    r"(?! (?:\w+ )?(?:job|report|task|message|post|e-?mail|run|quer(?:y|ies)|export|import|backup|pipeline|workflow"
    r"|trigger|build|call|send|campaign|payment|transaction|transfer|scan|snapshot|function|action|notification"
    r"|sync|delivery|deliveries|refresh(?:es)?|publication|meeting|automation)s?\b)|\bupgrad(?:e|es|ing)\b|\bmigrat(?:ion|ions|ing)\b|wartung|mantenimiento|manutenção|manutenzione"
    r"|onderhoud|konserwacj|メンテナンス|维护|維護|점검|обслуживани|underhåll|vedlikehold",
    re.IGNORECASE,
)
_AHEAD: Final = compiled(
    r"\b(?:scheduled|planned|upcoming|will\b(?! (?:continue|provide|update|post|share))|geplante?|programad[oa]|planifi|tonight|tomorrow)",
    re.IGNORECASE,
)
_BEGUN: Final = compiled(
    r"\b(?:begun|started|in progress|under ?way|currently|now|begonnen|läuft)\b", re.IGNORECASE
)
_ANNOUNCEMENT: Final = compiled(
    r"\b(?:welcome|announc(?:ing|e|ed|ements?)"
    r"|introducing|new feature|new release|release notes|changelog|what's new"
    r"|newsletter|webinar|deprecat(?:ed|ing|ion)|end of (?:life|support|sale)|sunset(?:ting)?|holidays?"
    r"|survey|about (?:this|us)|happy to|proud to|excited to|we are hiring|award"
    r"|pric(?:e|es|ing)|polic(?:y|ies)|terms of|security bulletin|vulnerabilit(?:y|ies)|changes? (?:to|of|in)|reminder"
    r"|now (?:available|live|open)|thank you|office hours|contact us|(?:support|opening) hours|follow (?:us|our)"
    r"|join (?:us|our)|black friday|christmas|new year|(?:code|change|deployment) freeze|save the date"
    r"|(?:uptime|availability|monthly|weekly|quarterly|annual|transparency) (?:report|summary|update)"
    r"|launch(?:es|ed|ing)?|hinweis|über diese seite)\b"
    r"|^(?:our )?new (?!.{0,40}\b(?:incident|user|sign|log|account|order|connection|device|session|build|request)s?)",
    re.IGNORECASE,
)
# What greets, or tells of something long past, whatever it speaks of.
_NO_NEWS: Final = compiled(
    r"^\W*(?:welcome (?:to|back|aboard)|willkommen|bienvenidos?|bienvenue|benvenut[io]|bem-vindos?)\b"
    r"|\bwelcome to\b|^\W*welcome\W*$|\b(?:retrospective|post-?mortem|rca"
    r"|root cause analysis|(?:post[- ])?incident (?:review|analysis)|lessons learned|after[- ]action)\b"
    r"|^\W*(?:test|testing|test (?:post|incident|notice|notification)|please ignore)\W*$"
    r"|\ball (?:systems?|services?)(?: are)? (?:operational|go|normal|up|green|running|online)\b"
    r"|^\W*(?:there are )?no (?:\w+ ){0,2}(?:incidents?|issues?|problems?|outages?|events?|maintenance)\b",
    re.IGNORECASE,
)
_TROUBLE: Final = compiled(
    r"\b(?:outages?|down(?:time)?|incidents?|issues?|problems?|errors?|fail(?:s|ed|ing|ures?)?|crash(?:es|ed|ing)?|degrad(?:ed|ation)"
    r"|disrupt(?:ed|ions?)|unavailable|unreachable|inaccessible|interrupt(?:ed|ions?)|offline|broken|slow(?:ness)?"
    r"|timeouts?|time-?outs?|latency|delay(?:s|ed)?|investigat(?:e|ing)|not (?:working|responding|available|running|applied|loading|syncing|sen[dt]|sending|delivered|processed|updating)"
    r"|unable to|can(?:not|'t) (?:log|connect|access|reach|load|send)|impact(?:ed|ing)|affected|packet loss|ddos"
    r"|störung(?:en)?|ausfall|ausfälle|gestört|nicht erreichbar|fehler|panne|indisponible|interruption|caíd[oa]s?"
    r"|fallos?|interrupción|falha|instabilidade|fora do ar|guasto|disservizio|interruzione|storing|awaria|kesinti"
    r"|arıza|avbrott|driftstörning)\b"
    r"|障害|停止|不具合|故障|中断|中斷|异常|異常|장애|중단|сбой|авари|недоступ|неполадк",
    re.IGNORECASE,
)
# "No known issues", "all systems operational": what is denied is no trouble.
_DENIED: Final = compiled(
    r"\b(?:no|not aware of any|without|any|if you (?:experience|have|see|notice)|in case of|report(?:ing)?)"
    r"(?: \w+){0,3}? (?:outages?|downtime|incidents?|issues?|problems?|errors?|interruptions?|disruptions?)\b"
    r"|\b(?:keine|bei) (?:bekannten? )?(?:störung(?:en)?|probleme?n?|ausfälle?n?)"
    r"|\b(?:updates?|news|information|notifications?|notified) (?:on|about|of|regarding|for) (?:\w+ )?\w+"
    r"|\bfor (?:any )?(?:incidents?|outages?|issues?|problems?) (?:reports?|updates?|see|visit|contact)",
    re.IGNORECASE,
)
MAX_CHARACTERS: Final = 4_000


def is_about_work(title: str) -> bool:
    """Whether a title is that of planned work."""
    return _WORK.search(title) is not None


def has_begun(title: str, text: str) -> bool:
    """Whether work is under way, by what is said of it: what is only announced is not."""
    words = f"{title}\n{text[:MAX_CHARACTERS]}"
    return _BEGUN.search(words) is not None or _AHEAD.search(words) is None


def is_announcement(title: str) -> bool:
    """Whether a title greets, announces, denies trouble, or tells of something long past.

    "Pricing API is down" is none: what speaks of trouble announces nothing.
    """
    if _NO_NEWS.search(title):
        return True
    return _ANNOUNCEMENT.search(title) is not None and not tells_of_trouble(title)


def tells_of_trouble(*texts: str) -> bool:
    """Whether a notice says that something does not work."""
    return any(_TROUBLE.search(_DENIED.sub(" ", text[:MAX_CHARACTERS])) for text in texts)


def is_notice(title: str, text: str) -> bool:
    """Whether what is pinned to a page is no incident: it greets, announces, or tells of no trouble."""
    return not tells_of_trouble(title) and (is_announcement(title) or not tells_of_trouble(text))
