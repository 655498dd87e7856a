"""Whether a headline says that a service fails now: of those about trouble many are about the past.

Read strictly, as headlines are cheap: what is asked, explained, denied, over, long ago or planned says
nothing, and neither does trouble that is not right beside the name.
"""

import re
from typing import Final

from bot.catalog.catalog import Catalog
from bot.expressions import compiled
from bot.wording.lexicon import lexicon_of
from bot.wording.names import names_in

# Longer ones are none: Hacker News allows 80 characters, and the press keeps to two lines.
MAX_CHARACTERS: Final = 200
# Who names more at once lists them.
MOST_NAMED: Final = 3


def _any(words: str) -> str:
    """A pattern for whichever of these, which space divides; an underscore is a space within one."""
    return rf"(?:{'|'.join(words.split())})".replace("_", r"\s")


# Stands where the name stood.
_X: Final = "\x01"
# What is counted, paid or felt may be down, and nothing fails.
_MEASURES: Final = _any(
    r"""
    stars? activity commits? traffic prices? pricing spend\w* fees? usage orders? engagement pulls?
    downloads? uptime valuation market demand morale signups? subscriptions? bills? costs? views?
    visits? ratings? trust quality adoption hiring jobs? headcount popularity interest sentiment deals?
    funding profits? margins? ceo cto cfo founder engineers? customers? competitors? rivals? clones?
    """
)
_PRODUCTS: Final = _any(
    r"""
    apis? dashboards? console cdn dns network global website site web services? login auth
    authentication platform apps? cloud registry hub servers? systems? infrastructure databases? storage
    operations e?mail messaging search chat and in major massive huge worldwide widespread partial
    complete total full regions? multiple
    """
)
# Between the name and its trouble: parts of a product, which are names or one of these, and nothing else.
_PART: Final = rf"(?!{_MEASURES}\b)(?:(?-i:[A-Z])[\w.&'()-]*|{_PRODUCTS}|[\w.-]*\d[\w.-]*)(?![\w])"
_BESIDE: Final = rf"(?:'s|\u2019s)?:?(?:[ /-]+{_PART}){{0,4}}?"
_BEING: Final = _any(
    r"""
    is are be seems? appears? looks? to has have gone currently now all still again completely partially
    fully mostly globally also both apparently totally entirely widely just went
    """
)
_SO: Final = rf"{_X}{_BESIDE}(?: {_BEING})*"
_NOT_WORKING: Final = r"not (?:working|loading|responding|available|reachable|accessible)"
_STOPS: Final = r"$|\s*[?!.;|(\[\u2013\u2014]|\s+-\s"
# What may follow in a headline of today.
_WHERE: Final = r"in (?:[\w-]*\d\b|(?-i:[A-Z]{2,})\b|multiple|several|all|many|parts|most)"
_WIDE: Final = _any("again now right globally worldwide everywhere across due ongoing reported currently")
_FOR_ALL: Final = r"for (?:me|you|us|everyone|everybody|anyone|all|many|some|most)"
_HITS: Final = _any(
    "affecting impacting hits? takes? taking knocks? brings? disrupts? disrupting causes? causing today"
)
_ON: Final = rf"{_STOPS}|,? (?:{_WIDE}|{_WHERE}|{_FOR_ALL})\b"
_ENDS: Final = rf"(?={_ON}|,? {_HITS}\b)"
_GONE: Final = rf"(?:unavailable|failing|{_NOT_WORKING})(?={_STOPS})"
_SEES: Final = _any(r"experienc\w+ having suffer\w* seeing facing investigat\w+ hit_by")
_BAD: Final = _any(
    r"""
    an? major massive global widespread some serious severe significant ongoing multiple several service
    network connectivity api login partial intermittent elevated increased high error dns technical
    worldwide big huge regional degraded performance availability
    """
)
_TROUBLE: Final = _any(
    r"issues? problems? outages? disruptions? errors? error_rates? latenc\w+ degradation failures?"
    " degraded_performance"
)
_AT: Final = _any("at on in with of for across affecting affects hits? impacting")
# What is said behind the name, and what is said before it.
_BEHIND: Final = (
    rf"{_SO} (?:down(?={_ON})|{_GONE})",
    rf"{_X}{_BESIDE}(?: {_BEING})+ (?:offline|unreachable)(?={_ON})",
    rf"{_X}{_BESIDE} (?:(?:outage|disruption|downtime){_ENDS}|outages reported\b)",
    rf"{_X}:? incident with\b",
    rf"{_SO} {_SEES}(?: {_BAD}){{0,4}} {_TROUBLE}(?={_ON}|,? (?:with|for|on|in|at|across|affecting)\b)",
    # Who reports it of somebody else says of whom.
    rf"{_SO} report(?:s|ed|ing)?(?: {_BAD}){{0,4}} {_TROUBLE}(?={_ON}|,? (?:with|for|on|at|across) its\b)",
    rf"{_SO} (?:service|connectivity|network|api|login|performance) (?:issues|problems){_ENDS}",
    rf"{_SO} (?:degraded|reduced) (?:performance|service|availability)\b",
    rf"{_SO} (?:elevated|increased|throwing|high)(?: {_BAD}){{0,2}} {_TROUBLE}{_ENDS}",
)
_BEFORE: Final = (
    rf"\boutage {_AT}(?: [\w-]+){{0,3}} {_X}",
    rf"\bincident (?:with|affecting)(?: [\w-]+){{0,2}} {_X}",
    rf"\b(?:degraded|elevated|increased)(?: [\w-]+){{1,3}} {_AT}(?: [\w-]+){{0,2}} {_X}",
)
_FAILS_BEHIND: Final = tuple(compiled(pattern, re.IGNORECASE) for pattern in _BEHIND)
_FAILS_BEFORE: Final = tuple(compiled(pattern, re.IGNORECASE) for pattern in _BEFORE)
_DOWN_OTHERWISE: Final = _any(
    r"""
    slow doubl shut break broke tear tore tak took cut scal wind wound track crack drill strip lock lay
    laid hold held bring brought count melt back hunt water mark trickl clos step sit turn boil dumb par
    narrow pull knock run hunker pin spin spun power calm pass hand writ settl drop fall fell head look
    ship burn gun
    """
)
_NO_OUTAGE: Final = compiled(
    rf"\b{_DOWN_OTHERWISE}\w*[ -]down\b"
    rf"|\bdown[ -]{_any('to under from the payment vote grade load time turn round')}\b"
    r"|\bdown for (?:maintenance|the count)\b|\bdown \d",
    re.IGNORECASE,
)
# Words of questions, opinions, looks back and ahead, markets, and jokes.
_NOT_NOW_WORDS: Final = _any(
    r"""
    why how what whats when whenever while where who if until unless because since before after should
    would could might may can will wont shall imagine suppose during despite amid following
    post-?\s?mortems? retrospective rca root_cause lessons? learn\w* explain\w* explanation analy\w+
    aftermath histor\w+ anniversary timeline surviv\w+ alternatives? remember\w* story_of day_the
    the_time (?:incident|outage|disruption)_(?:report|review|history|tracker|map|monitor\w*|alerts?)
    resolved restored recover\w* fixed mitigated resumes? ended over solved averted back_up back_online
    no_longer yesterday once was were had been did ago weeks? months? years? \w+_days?
    (?:last|past|previous|earlier)(?:_\w+)? (?:mon|tues|wednes|thurs|fri|satur|sun)day(?:'?s)?
    prevent\w* avoid\w* simulat\w+ predict\w* next future prepar\w+ ready every any potential upcoming
    scheduled planned maintenance test drill deprecat\w+ sunset\w* discontinu\w+ eol end_of_life
    retir\w+ lawsuit su(?:es|ed|ing) blam\w+ refund\w* compensat\w+ apologi\w+ insur\w+ stocks? shares?
    trading revenue earnings profits? sales q[1-4] growth users layoffs? says said claims? proves? proof
    shows? reveals? exposes? reminds? fragil\w+ centrali\w+ relian\w+ rel(?:y|ies|ying) depend\w*
    resilien\w+ monopol\w+ point_of_failure which world radar power security breach\w* hack\w* leak\w*
    malware spam ransomware vulnerab\w+ exploit\w* stolen talent hypothetical always fake hoax joke
    parody satire april_fools? onion
    """
)
_NOT_NOW: Final = compiled(
    r"^(?:show|launch) hn\b|^\w+ing\b|^an?\b|^\W*(?:poll|review|book|video|podcast|paper|opinion|pdf)\b"
    rf"|\b{_NOT_NOW_WORDS}\b|\d\s?%|\$\s?\d",
    re.IGNORECASE,
)
_DENIED: Final = compiled(
    rf"\b{_any('not? never nobody none without unlike than nor neither denie[sd] deny myths?')}\b"
    r"|\b(?:is|are|was|were|has|does|did)n['\u2019]?t\b",
    re.IGNORECASE,
)
_MONTH: Final = _any("jan feb mar apr may june? july? aug sept? oct nov dec")
_MONTH_NAME: Final = rf"{_MONTH}(?:uary|ruary|ch|il|ust|ember|tember|ober)?"
_DATE: Final = compiled(
    rf"\b(?:19|20)\d\d\b|\b{_MONTH_NAME}\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH_NAME}\b"
    r"|\b\d{1,2}/\d{1,2}\b",
    re.IGNORECASE,
)
# Who speaks so of an outage speaks of one that all know: "lessons from the AWS outage".
_KNOWN: Final = compiled(r"\b(?:in|by|from|of|on|to|with|for|the|great|this)\s*$", re.IGNORECASE)
_SPACE: Final = compiled(r"\s+")
_PREFIX: Final = compiled(r"^(?:(?:ask|tell) hn|psa|breaking|update)\W+", re.IGNORECASE)


def failing_now(title: str, service: str, catalog: Catalog) -> tuple[str, ...]:
    """The services that a headline of a feed says to fail now. `service` is the feed's own."""
    line = _PREFIX.sub("", _SPACE.sub(" ", title).strip())
    if len(line) > MAX_CHARACTERS or _is_otherwise(line):
        return ()
    own = catalog.organisation_of(service)
    found = {}
    for name in names_in(line, lexicon_of(catalog)):
        organisation = catalog.organisation_of(name.node)
        if organisation != own and _fails(line[: name.start], line[name.end :]):
            found[name.node] = organisation
    return tuple(found) if len(set(found.values())) <= MOST_NAMED else ()


def _fails(before: str, after: str) -> bool:
    """Whether what stands around a name says that it fails."""
    text = _NO_OUTAGE.sub(lambda other: other[0].replace("down", "…"), f"{before}{_X}{after}")
    patterns = _FAILS_BEFORE if _KNOWN.search(before) else (*_FAILS_BEFORE, *_FAILS_BEHIND)
    return any(pattern.search(text) for pattern in patterns)


def _is_otherwise(line: str) -> bool:
    """Whether it is denied, or about no failure of today."""
    doubtful = re.sub(_NOT_WORKING, "", line, flags=re.IGNORECASE)
    return bool(_DATE.search(line) or _NOT_NOW.search(line) or _DENIED.search(doubtful))
