"""The lists that stand in braces in the patterns of `grammar`: words and phrases that mean the same.

They are regular expressions over lower-case words. Lists may stand in lists; `{name}` is a free slot, and the
catalogue says whether what fills it is a name.
"""

import re
from itertools import count
from typing import Final

from bot import expressions

# A group of plain words between spaces, and what is left of one, or a word: no optional space beside it.
_CHOICE: Final = re.compile(r"(?<![^ ])\(\?:([a-z]+(?: [a-z]+)*(?:\|[a-z]+(?: [a-z]+)*)*)\)(?= (?!\?)|$)")
_SURE: Final = re.compile(r"(?<![^ ])[a-z&_]+(?= (?!\?)|$)")
_HOLE: Final = re.compile(r"\{([a-z]+)\}")
_SLOT: Final = re.compile("<name>")
_LISTS: Final = {
    "name": r"\b(?P<name>\w+(?: \w+){0,9}?)",
    "any": r"(?:(?:an?|the|any|some|another|all|more|other|our|this|that|these|those) )*",
    "open": (
        "(?:(?:open|planned|scheduled|upcoming|current|ongoing|active|live|known|recent|new|major|minor"
        "|big|huge|massive|latest|shared|unresolved|global|widespread|partial|possible|public|serious"
        "|reported|internet|service|cloud) )*"
    ),
    "noun": (
        "(?:issues?|problems?|troubles?|outages?|incidents?|difficult(?:y|ies)|errors?(?: rates?| "
        r"messages?)?|downtime|hiccups?|time ?outs?|failures?|[45](?:\d\d|xx)s?(?: (?:bad gateway|internal "
        "server errors?|service unavailable|errors?|responses?))?|bad gateway|gateway time ?outs?"
        "|degradation|disruptions?|interruptions?|slowness|(?:degraded|slow|bad|poor|reduced) "
        "(?:performance|service|response times?|responses|loading|speeds?)|packet loss|slow ?downs?|lags?"
        "|latency|delays?|crash(?:es)?|glitch(?:es)?|bugs|blips?|maintenance|meltdown|blackouts?"
        "|instability|disconnects?|unicorns?|(?:blank|white|empty) (?:pages?|screens?)|too many requests"
        "|connection (?:refused|resets?)|(?:login|redirect) loops?)"
    ),
    "trouble": r"(?:(?:\w+ ){0,3}?(?<!for ){noun})",
    "fate": (
        r"(?:(?:is|are|being|going|goes|go|went|was|has been|to go|to be|fails|breaks|dies) ?)*"
        r"(?:down|out|offline|broken|slow|unavailable|fail|failing|crash|break|{noun})?"
    ),
    "broken": (
        "(?:down(?: down)?|offline|broken|broke|dead|borked|bricked|busted|fried|toast|hosed|kaput|kaputt"
        "|bust|out|slow|slower|sluggish|degraded|unavailable|unreachable|inaccessible|unresponsive"
        "|unhealthy|unstable|unusable|flaky|flakey|wonky|looking (?:bad|rough)|spotty|janky|buggy|bugged"
        "|glitchy|laggy|affected|impacted|stuck|frozen|hung|queued|stalled|delayed|overloaded|throttled"
        "|disrupted|interrupted|crashed|died|errored|gone|messed up|backed up|screwed(?: up)?|fucked(?: "
        "up)?|on fire|in flames|(?:under|in) maintenance|not (?:available|up|online|reachable|accessible"
        "|ok|okay|fine|healthy|stable|operational|responsive|alive|usable|down|broken|back|well|itself"
        r"|feeling well|doing (?:well|good|great))|(?:at|over) capacity|having an? (?:\w+ )?(?:day|moment"
        "|time|meltdown|morning|fit|stroke|breakdown|crisis|hiccup|seizure)|(?:(?:keeps?|kept|started"
        "|starts) )?{failing}|{having} {trouble})"
    ),
    "having": (
        r"(?:having|has|have|had|experiencing|seeing|showing|throwing|giving|returning|reporting|getting"
        r"|facing|going through|suffering|suffering from|spitting(?: out)?|serving|sending|responding with"
        r"|full of)(?: me| us| back| everyone)?"
    ),
    "failing": (
        "(?:failing|crashing|lagging|erroring(?: out)?|breaking|dying|hanging|freezing|stalling|dropping"
        "|dropping (?:calls|connections|requests|packets|messages)|disconnecting|flapping|buffering"
        "|choking|struggling|misbehaving|malfunctioning|glitching|bugging(?: out)?|timing out|going down"
        "|melting|burning|crawling|running slow(?:ly)?|going (?:crazy|nuts|haywire)|logging (?:me|us|people"
        "|everyone) out|kicking (?:me|us|people|users|customers|everyone|everybody) out"
        "|(?:acting|playing) (?:up|weird|strange|funny|odd|crazy|wonky"
        "|slow)|being (?:weird|slow|flaky|wonky|down|laggy|funny|strange|dumb|stupid)|giving up|falling "
        "over|shitting the bed|tripping|returning nothing|rate limiting|throttling|refusing connections"
        r"|stuck on \w+|stuck in (?!review|doing|draft|progress|qa|approval|backlog|my|our)\w+|queueing"
        "|queuing|pending forever"
        r"|(?:just )?(?:loading|spinning|hanging|buffering) (?:forever|endlessly)|spinning"
        r"|taking (?:ages|forever)(?: to \w+)?|(?:(?:(?:do|does|will|did|can|could"
        "|would|is|are|has|have) )?not(?: be)?|cannot|(?:refuses|fails|unable|failing|refusing) to"
        "|stopped) (?:{do}|{doing}))"
    ),
    "do": (
        "(?:work|load|open|start|connect|respond|sync|send|deploy|build|resolve|update|refresh|authenticate"
        "|launch|play|stream|render|deliver|process|run|boot|answer|function|come up|show up|show|go through"
        r"|let (?:me|us|anyone|people|users) \w+(?: in| on| out)?|be reached|be reachable|start up|log "
        "(?:me |us )?in"
        "|receive|ingest|install|save|submit|verify)(?: {object})?"
    ),
    "doing": (
        "(?:working|loading|opening|starting|connecting|responding|syncing|sending|deploying|building"
        "|resolving|updating|refreshing|authenticating|launching|playing|streaming|rendering|delivering"
        "|processing|running|booting|answering|functioning|coming up|showing up|showing|going through"
        "|logging (?:me |us )?in|letting (?:me|us|anyone|people|users) in|triggering|executing|completing"
        "|picking up|pulling|pushing|publishing|ingesting|receiving|arriving|indexing|installing|firing"
        "|going out|coming (?:in|through)"
        "|downloading|uploading|compiling|saving|submitting|registering|verifying)(?: {object})?"
    ),
    "object": (
        "(?:(?:any|my|our|new|the|all) )?(?:messages?|e?mails?|logs|requests|notifications|jobs|events"
        "|pages?|images|videos?|calls|payments|metrics|data|anything|files|sms|alerts|traffic|orders"
        "|songs?|music|codes?|tweets|posts|stories|reels|feeds?|comments|results|channels|history)"
    ),
    "well": (
        "(?:up|online|ok|okay|all good|alright|fine|alive|available|reachable|accessible|responding"
        "|healthy|operational|working|work|works|worked|loading|load|loads|running|functioning|functional"
        "|responsive|usable|back|back (?:up|online|to normal)|up and running|recovered|recovering|fixed"
        "|resolved|green|normal|being (?:delivered|sent|processed|received)"
        "|works|worked|loads|{doing}|(?:working|running|doing|operating|up) (?:ok"
        "|okay|fine|normally|properly|correctly|as expected|well))"
    ),
    "ailment": r"(?:{broken}|{well}|{noun})",
    "anyone": (
        "(?:(?:is|are|does|do|has|have|am) )?(?:we the only ones|the only ones|any ?one|any ?body|some "
        "?one|some ?body|every ?one|every "
        "?body|others|other people|people|you|you guys|you all|yall|who|any of you|anyone of you|the only "
        "one|i the only one|(?:our |the )?(?:users|customers|clients))(?: else)?(?: here)?(?: is| are| who "
        "is)?"
    ),
    "seeing": (
        "(?:having|seeing|getting|experiencing|hitting|noticing|facing|have|has|see|sees|get|had|saw|got"
        "|notice|noticed|experience|reporting|report|suffering from|running into)"
    ),
    "from": (
        "(?:with|from|at|over at|on|(?:(?:when|while) )?(?:using|reaching|accessing|connecting to"
        "|(?:logging|signing) in ?to|opening|loading|visiting|pushing to|pulling from|cloning from"
        "|deploying to|posting (?:to|in|on)|uploading to))"
    ),
    "part": (
        "(?:(?:my|our|the|all|new) )?(?:messages|calls|emails|mails|notifications|payments|deployments?"
        "|deploys|builds|jobs|logins?|webhooks|uploads|downloads|requests|pushes|pulls|api calls|pipelines"
        "|workflows|runs|checks|operations|(?:git )?operations|issuance|streams|pages|dms|prs|pull requests"
        "|repos|diffs|comments|channels|threads|huddles|dashboards|files|images|videos|photos|stories"
        "|feeds?|tickets|boards|docs|transactions|transfers|charges|orders|automations|functions|instances"
        "|databases|queries|metrics|alerts|traces|logs|events|attachments|meetings|audio|video"
        "|screen sharing|search|servers|sms|texts|reports|sync"
        "|(?:git )?(?:push|pull|clone|fetch))"
    ),
    "signal": (
        "(?:audio|video|sound|signal|webhooks|metrics|traces|logs|data|events|sms|texts|e?mails"
        "|notifications|push notifications|screen sharing|search results)"
    ),
    "reach": (
        "(?:reach|access|connect to|(?:log|sign) ?in (?:through|via|with|using)|log ?in ?to|log on to|sign "
        "?in ?to|get to|get ?in ?to|load|push to"
        "|pull from|clone from|use)"
    ),
    "about": (
        "(?:with|on|from|at|in|for|of|using|reaching|accessing|connecting to|by|to|logging in to|loading"
        "|affecting|pushing to|pulling from|over at|when using|when (?:i|we) use|inside|across|(?:sending"
        r"|receiving|posting|uploading|downloading|making|placing|getting|loading|opening) \w+ (?:in|on"
        "|with|via|to|from|through))"
    ),
    "cannot": (
        "(?:cannot|could not|unable to|(?:am |are |is )?not able to|cannot seem to|failing to|am unable to"
        "|are unable to|is unable to|struggling to|(?:having )?(?:a )?(?:trouble|hard time|difficulty) to"
        "|not possible to)"
    ),
    "use": (
        "(?:reach|access|use|open|load|connect(?: to)?|log ?in(?: ?to)?|log ?on(?: ?to)?|sign ?in(?: ?to)?"
        r"|push to|push(?: \w+)? to|pull(?: \w+)? from|pull|get ?in ?to|get on(?: ?to)?|clone(?: \w+)? from"
        r"|clone|fetch from|install from|deploy to|deploy on|send (?:\w+ )?(?:on|with|via|through|in|from)"
        r"|log ?in (?:through|via|with|using)|sign ?in (?:through|via|with|using)"
        r"|(?:upload|save|export|share|post) (?:\w+ ){1,2}(?:to|in|on|with)|pay with|publish to|join"
        r"|upload to|download from|view|see|ping|query|merge (?:\w+ )?on"
        "|authenticate (?:with|to|via))"
    ),
    "i": (
        r"(?:i|we|you|u|anyone|anybody|anyone else|others|they|users|customers|people|our users|our customers"
        "|nobody|no one|(?:(?:our|the|my) )?(?:agents|staff|reps|students|clients|employees|players|devs"
        "|developers)"
        r"|half the (?:team|office|company)|everyone|my team|our team|the team)"
    ),
    "things": (
        r"(?:what|who|which(?: of)?(?: \w+){1,3}?|what(?: all)?(?: else| all| other)?(?: services| sites| "
        "apps| providers| companies| vendors| websites| systems| products| tools| things)?|who else|who "
        r"all|how many(?: of)?(?: \w+)? ?{group}|(?:list|show|show me|give me)(?: of| all| the| everything| "
        "what| who)*(?: (?:services|sites|apps|things))?(?: that)?)"
    ),
    "notable": r"(?:down|offline|broken|affected|impacted|failing|degraded|dead|{having} {trouble})",
    "whole": (
        "(?:(?:there )?(?:anything|something)(?: on the (?:internet|web))?|any {group}|everything|it all"
        "|the cloud|(?:the )?(?:whole "
        "|entire )?(?:internet|web)|half (?:of )?the (?:internet|web)|all (?:the )?(?:services|systems"
        "|things|sites)|all of it)(?: else)?"
    ),
    "wrong": (
        "(?:wrong|up|off|broken|going on|happening|weird|amiss|the matter|on fire|down|not right|fishy"
        "|strange)"
    ),
    "when": (
        "(?: (?:yesterday|last night|earlier|earlier today|this week|last week|an hour ago|a (?:minute"
        "|while|moment) ago|before|recently))?"
    ),
    "network": (
        "(?:own )?(?:network|internet|internet connection|connection|connectivity|uplink|isp|line|wifi|wi fi)"
    ),
    "us": (
        "(?:(?:just|only|really|maybe) )?(?:(?:on |at )?us|(?:on |at )?our (?:own )?(?:side|end)"
        "|our {network})"
    ),
    "them": (
        "(?:them|others|everyone|everybody|everyone else|everything|all|someone else|somebody else|not|you"
        "|what|(?:the|their) (?:provider|vendor|side|end|(?:whole )?(?:internet|web|world)))"
    ),
    "group": (
        "(?:services?|sites?|websites?|apps?|vendors?|providers?|companies|systems?|tools?|products?"
        "|customers?|users?|people|things?|businesses|saas|stuff|everything)"
    ),
}


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with its lists filled in."""
    return expressions.compiled(filled_in(pattern))


def filled_in(pattern: str) -> str:
    """The expression that a pattern is. Slots for names are numbered: a group may be named but once."""
    while (hole := _HOLE.search(pattern)) is not None:
        pattern = pattern[: hole.start()] + _LISTS[hole[1]] + pattern[hole.end() :]
    number = count()
    return _SLOT.sub(lambda _: f"<name{next(number)}>", pattern)


# All of them, for who has them compiled beforehand.
PATTERNS: Final[list["QuestionPattern"]] = []


class QuestionPattern:
    """A pattern that is made when it is first needed: a question needs a fifth of them."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._needs = _needs_of(pattern)
        self._compiled: re.Pattern[str] | None = None
        PATTERNS.append(self)

    def fullmatch(self, sentence: str, words: frozenset[str]) -> re.Match[str] | None:
        """The match with a sentence, whose `words` are given: without those it needs there is none."""
        if not any(all(map(words.intersection, needed)) for needed in self._needs):
            return None
        return self.make().fullmatch(sentence)

    def make(self) -> re.Pattern[str]:
        """The expression that it is."""
        if self._compiled is None:
            self._compiled = compiled(self.pattern)
        return self._compiled


def _needs_of(pattern: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """For each alternative of a pattern sets of words: in what it fits stands one word of each set.

    Only what stands between spaces outside of all groups is sure, a word or a group of plain words: whatever
    touches another group, a list or a quantifier may be left out or be part of a longer word.
    """
    joined = _CHOICE.sub(lambda found: found[1].replace("|", "&").replace(" ", "_"), pattern)
    flat, depth = "", 0
    for char in joined:
        depth += (char in "([{") - (char in ")]}")
        flat += char if depth == 0 and char not in ")]}" else "#"
    return tuple(
        tuple(frozenset(word.partition("_")[0] for word in sure.split("&")) for sure in _SURE.findall(part))
        for part in flat.split("|")
    )
