"""The turns of phrase by which status texts blame, place, excuse and clear others.

Every pattern is bounded: a few words around a name, so that reading is linear in the text.
"""

import re
from typing import Final

WORD: Final = re.compile(r"[A-Za-z0-9]+")
_IGNORE: Final = re.IGNORECASE
_SMALL: Final = r"(?:[^\w;]+[\w'/.&-]+)"  # one word of filler; a semicolon ends the thought

TROUBLE: Final = (
    r"(?:outages?|incidents?|issues?|problems?|disruptions?|degrad(?:ation|ations|ed)|downtime|failures?|errors?"
    r"|unavailab(?:le|ility)|interruptions?|latenc(?:y|ies)|time-?outs?|delays?|throttling|instability|blocklist"
    r"|maintenance|crash(?:es|ed)?|slowness|packet loss|bug)"
)
CAUSE: Final = (
    r"(?:due(?: \w+)? to|caused(?: \w+){0,2} by|causes? (?:of|to) [^.;]{0,60} (?:is|was|be|with|to)|because of"
    r"|results? of|result(?:ing|ed) (?:from|in)|stem(?:s|med|ming)? from|attribut(?:ed|able) to|traced(?: \w+)? to"
    r"|linked (?:to|with)|relat(?:ed|ing) (?:to|with)|triggered by|owing to|origina\w+ (?:from|in|at|with)"
    r"|root caused?(?: \w+)? (?:to|is|was)|tied to|following|consequence of|courtesy of|blam\w+(?: on)?"
    r"|impacted by|affected by|introduced by)"
)
_WORK: Final = (
    r"(?:work(?:ing|ed)?|engag\w+|collaborat\w+|coordinat\w+|contact\w*|in touch|communicat\w+|escalat\w+|liais\w+"
    r"|reach(?:ed|ing) out|cases?|tickets?|partner(?:ed|ing)|hear(?:d|ing)?|confirmation|updates?|fix|response"
    r"|recovery|inform\w*|notified|alerted|wait\w*|await\w*|consult\w*|in contact|rais(?:ed|ing)(?: \w+){0,3})"
)
PROVIDER: Final = r"(?:providers?|vendors?|partners?|suppliers?|carriers?|processors?|isps?|hoster)(?:'s|')?"

BLAMED_BEFORE: Final = tuple(
    re.compile(pattern, _IGNORE)
    for pattern in (
        rf"\b{CAUSE}(?P<filler>{_SMALL}{{0,9}})[^\w;]*$",
        rf"\b{TROUBLE}[^\w;]+(?:{_SMALL[3:-1]}[^\w;]+){{0,2}}?(?:at|with|within|from|of|by)(?P<filler>{_SMALL}{{0,5}})[^\w;]*$",
        rf"\b{_WORK}(?: \w+ly)? (?:with|to|by|from|on|for|at)(?P<filler>{_SMALL}{{0,3}})[^\w;]*$",
        rf"\b(?:contact|await|consult|alert|inform|notif)\w*(?P<filler>(?: the)?)[^\w;]*$",
        rf"\b{PROVIDER}(?P<filler>)[^\w;]*$",
        rf"\b(?:upstream|downstream|according to|as reported by|per)(?P<filler>{_SMALL}{{0,3}})[^\w;]*$",
        rf"\b(?:recover\w*|restor\w+)(?: \w+)? (?:of|from|at|by|on)(?P<filler>{_SMALL}{{0,3}})[^\w;]*$",
    )
)
# An own thing between the cue and the name: "due to a change in our integration with …"
OWN_FILLER: Final = re.compile(
    r"\b(?:our(?! (?:[\w-]+ ){0,4}(?:provider|vendor|partner|carrier|supplier|processor|host))|we|customers?|users?"
    r"|integrations?|deploy\w*|migrat\w+|configur\w+|switch\w*|sdk|cli|rollout)\b",
    _IGNORE,
)
_SERVICE_WORD: Final = (
    r"(?!(?:in|on|for|and|or|to|with|from|by|via|is|are|was|integrations?|log-?ins?|sign-?\w+|deployments?|users?"
    r"|customers?|region|clusters?|but|while|where|when|which|the|our|may|might|account)\b)"
)
BLAMED_AFTER: Final = tuple(
    re.compile(pattern, _IGNORE)
    for pattern in (
        rf"^(?:'s?)?(?:[ /]+{_SERVICE_WORD}[\w'.-]+){{0,4}} \(?{TROUBLE}\b",
        r"^(?:'s)?(?: \w+){0,2} (?:is|are|was|were|has|have|had)(?: (?:now|also|still|currently|since|been|just"
        r"|already|again|actively|being))* (?:a |an |some |since |posted |the )?(?:down|experienc\w+|report\w*|investigat\w+|identified|acknowledged"
        r"|mitigat\w+|resolved|recover\w+|suffer\w+|unavailable|degraded|failing|failed|unreachable|working|confirmed"
        r"|returned|declared|implemented|showing|seeing|having|rolled|fix\w*|stabili\w+|an outage|outage|details|slow"
        r"|offline|announced|issues?|problems?|applied|deployed|updated|advised|informed|alerted|notified|performing)\b",
        r"^(?:'s)?(?: (?:teams?|engineers?|support|engineering))? (?:reported|reports|confirmed|confirms|acknowledged"
        r"|identified|suffered|suffers|experienced|experiences|resolved|implemented|mitigated|recovered|broke|went down"
        r"|announced|declared|had|investigat\w+|fixed|incorrectly|says|said|crashed|failed|fails)\b",
        r"^(?:'s)? (?:status|health) (?:page|dashboard|site|update)",
        r"^(?:'s)? (?:teams?|support|engineers?|engineering)\b",
        r"^(?:'s)? (?:side|end)\b",
        rf"^[,(]+ (?:an?|one of|which is|who is)? ?(?:our|the)?(?: [\w-]+){{0,4}} {PROVIDER}",
    )
)
PLACED_BEFORE: Final = re.compile(
    r"\b(?:in|on|within|across|inside|hosted (?:on|in|at|by)|running (?:on|in)|deployed (?:on|to|in)|for|from)"
    r"(?P<filler>(?:[^\w;]+[\w'/.&-]+){0,2})[^\w;]*$",
    _IGNORE,
)
PLACED_AFTER: Final = re.compile(
    r"^(?:'s)?[ -]*(?:\(?[\w. -]{0,30}\)? )?(?:regions?|zones?|availability zones?|clusters?|deployments?|stacks?|instances?)\b"
    r"|^ - ",
    _IGNORE,
)
AFFECTED_BEFORE: Final = tuple(
    re.compile(pattern, _IGNORE)
    for pattern in (
        r"\b(?:customers?|users?|anyone|those|people|teams|organi[sz]ations?|accounts?|workspaces?|sites?)(?:'s?)?(?: [\w-]+){0,2} "
        r"(?:using|on|with|via|through|use|uses|use of|authenticat\w+|connected to|configured|leveraging|hosted \w+)(?: [\w-]+){0,3} \W{0,2}$",
        r"\b(?:integrations?|connectors?|sync\w*|connections?|imports?|importing|exports?|migrat\w+|notifications?"
        r"|messages?|deliver(?:y|ing)|sent|sending|calls?|connect(?:ing)?|traffic) (?:with|to|from|for|into|between)(?: [\w-]+){0,2} \W{0,2}$",
        r"\b(?:affect|impact|block)(?:s|ed|ing)?(?: [\w-]+){0,3} \W{0,2}$",
        r"\b(?:our|the) (?:integration with )?\W{0,2}$(?<!the )(?<!our )",
    )
)
AFFECTED_AFTER: Final = re.compile(
    r"^(?:'s)?[ -](?:\w+ )?(?:customers?|users?|integrations?|connectors?|apps?\b|plug-?ins?|extensions?|marketplace"
    r"|importer|add-?ons?|is (?:also )?(?:affected|impacted)|(?:may|might|will|could) (?:also )?(?:be|see|experience))",
    _IGNORE,
)
MENTIONED_BEFORE: Final = re.compile(
    r"\b(?:log(?:ged|ging)?[ -]?(?:in|ins|on)|sign(?:ed|ing)?[ -]?(?:in|ups?|up)|authenticat\w+|sso|oauth)"
    r"(?: \w+){0,2} (?:with|using|via|through|to|from|by)(?: [\w-]+){0,3} \W{0,2}$",
    _IGNORE,
)
MENTIONED_AFTER: Final = re.compile(
    r"^(?:'s)?[ -](?:log-?ins?|sign-?(?:ins?|ups?|on)|sso|oauth|saml)\b", _IGNORE
)
_NOT: Final = r"(?:not|n't|no longer|unrelated|nor|never|neither)"
_BEING: Final = (
    r"(?: (?:be|been|being|believed|thought|to|directly|in any way|currently|solely|appear|appears|seem|think|this is"
    r"|believe|an?|the|any|is|was|attribute\w*|caused))*"
)
DENIED_BEFORE: Final = tuple(
    re.compile(pattern, _IGNORE)
    for pattern in (
        rf"{_NOT}{_BEING} (?:{CAUSE}|to|with)(?P<filler>{_SMALL}{{0,5}})[^\w;]*$",
        rf"{_NOT}{_BEING} (?:an? |the |any )?{TROUBLE} (?:at|with|from|of|in|on)(?P<filler>{_SMALL}{{0,3}})[^\w;]*$",
        rf"{_NOT}(?: be)? (?:an?|the|any)[^\w;]*$",
        rf"\b(?:rul(?:ed?|ing) out|exclud\w+|rather than|instead of)(?P<filler>{_SMALL}{{0,6}})[^\w;]*$",
        rf"\bno longer (?:see|seeing|observing|experiencing|affected|impacted|have|having)(?P<filler>{_SMALL}{{0,6}})[^\w;]*$",
        rf"\bno(?: \w+)? {TROUBLE} (?:at|with|from|of|in|on)(?P<filler>{_SMALL}{{0,3}})[^\w;]*$",
    )
)
DENIED_AFTER: Final = re.compile(
    r"^(?:'s)?(?: \w+){0,2} (?:is|was|are|were|has|have|had)(?: been)?(?:n't| not| no longer| unrelated| ruled out| excluded)"
    r"(?: \w+){0,2}(?:$|[^\w]|(?: \w+)* (?:cause|related|involved|responsible|blame|fault|affected|impacted))",
    _IGNORE,
)
HEDGE: Final = re.compile(
    r"\b(?:suspect\w*|may be|might be|could be|appears?(?: to)?|looks? (?:like|related|to be)|seems?|potential(?:ly)?"
    r"|possib(?:le|ly)|probabl[ey]|likely|believe\w*|presum\w+|suggest\w*|whether)\b",
    _IGNORE,
)
