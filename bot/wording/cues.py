"""The turns of phrase by which status texts blame others: what comes before and after a name.

Every pattern looks at a few words around a name, so that reading stays linear in the text. A pattern for what
comes before ends at the name, one for what comes after begins there. `filler` is what lies between.
"""

import re
from typing import Final

from bot.expressions import compiled

Pattern = re.Pattern[str]

# One word between; a semicolon or a dash ends the thought. Possessive: there is one way to read a text.
_SMALL: Final = r"(?:[^\w;\u2013\u2014]++\w[\w'/.&-]*+)"
_TO: Final = r"[^\w;\u2013\u2014]*$"

TROUBLE: Final = (
    r"(?:outages?|incidents?|issues?|problems?|disruptions?|degrad(?:ation|ations|ed)|downtime"
    r"|failures?|errors?"
    r"|unavailab(?:le|ility)|interruptions?|latenc(?:y|ies)|time-?outs?|delays?|throttling|instability"
    r"|blocklist"
    r"|maintenance|crash(?:es|ed)?|slowness|packet loss|congestion|exhaustion|capacity constraints?|bugs?)"
)
CAUSE: Final = (
    r"(?:due(?: \w+)? to|caused(?: \w+){0,2} by|causes? (?:of|to|for) [^.;]{0,60}? (?:is|was|were|be)"
    r"|because of"
    r"|results? of|result(?:ing|ed) from|stem(?:s|med|ming)? from|attribut(?:ed|able) to|traced(?: \w+)? to"
    r"|linked (?:to|with)|relat(?:ed|ing) (?:to|with)|triggered by|owing to|origina\w+ (?:from|in|at|with)"
    r"|root caused?(?: \w+)? (?:to|is|was)|tied to|consequence of|blam\w+(?: on)?|(?:impacted|affected) by"
    r"|introduced by)"
)
PROVIDER: Final = (
    r"(?:providers?|vendors?|partners?|suppliers?|carriers?|processors?|isps?|hosters?)(?:'s|')?"
)


def _all(*patterns: str) -> tuple[Pattern, ...]:
    return tuple(compiled(pattern, re.IGNORECASE) for pattern in patterns)


def _one(pattern: str) -> Pattern:
    return compiled(pattern, re.IGNORECASE)


# What a headline says of whom it names.
IN_TROUBLE: Final = _one(rf"\b(?:{TROUBLE}|down|offline|failing|broken|(?:knock|tak)\w+ out)\b")
TROUBLE_WORD: Final = _one(rf"\b{TROUBLE}\b")
# "due to an outage at …"
CAUSE_BEFORE: Final = _one(rf"\b{CAUSE}(?P<filler>{_SMALL}{{0,9}}){_TO}")
# Something of the page's own between cause and name: "due to a change in how we reach …"
OWN_FILLER: Final = _one(
    rf"\b(?:our(?! (?:[\w-]+ ){{0,4}}(?:{PROVIDER}|host))|we|customers?|users?|integrations?|deploy\w*"
    rf"|migrat\w+"
    r"|how|changes in|deliver\w* to|configur\w+|switch\w*|sdk|cli|rollout|clusters?|running|hosted)\b"
)
# Between other cues and a name there is nothing of the page's own, and no way to somewhere else.
FAR_FILLER: Final = compiled(
    r"(?i:\b(?:to|from|for|in|on|using|via|through|into|creating|connecting|pulling|deploying|accessing"
    r"|provisioning"
    r"|importing|syncing|authenticating|fetching|receiving|sending|loading|publishing|posting|requests?"
    r"|which|impacted|affected)\b)"
    r"|\b(?!The\b|Our\b|An?\b|One\b|Of\b|Upstream\b|Microsoft\b|Amazon\b|Google\b|Cloud\b|Provider\b"
    r"|Partner\b)[A-Z][A-Za-z]*[a-z]"
)
BLAMED_BEFORE: Final = _all(
    rf"\b{TROUBLE}(?: (?!to\b|and\b|import|export|upload|download|sync)\w+){{0,2}} (?:at|with|within"
    rf"|from|of"
    rf"|by)(?P<filler>{_SMALL}{{0,4}}){_TO}",
    rf"\b(?:degraded|reduced|limited)(?: \w+){{0,2}} (?:from|at)(?P<filler>{_SMALL}{{0,2}}){_TO}",
    r"(?<!that will )\b(?:working|worked|work|engag\w+|collaborat\w+|coordinat\w+|in contact|in touch"
    r"|communicat\w+|liais\w+"
    rf"|partnering|consult\w*|cases?(?: open\w*)?"
    rf"|tickets?)(?: \w+ly)? with(?P<filler>{_SMALL}{{0,3}}){_TO}",
    r"\b(?:escalat\w+|reach(?:ed|ing)? out|reported(?: \w+){0,3}|rais(?:ed|ing)(?: \w+){0,3})"
    rf" (?:to|with)(?P<filler>{_SMALL}{{0,2}}){_TO}",
    r"\b(?:hear(?:d|ing)?|confirmation|(?:receiv|await|wait|further|latest|got|have"
    r"|request)\w*(?: \w+){0,2} updates?|response|details|news|guidance|recovery|fix|mitigation)"
    rf"(?: back)? (?:from|by|at)(?P<filler>{_SMALL}{{0,3}}){_TO}",
    rf"\b(?:waiting|wait)(?: (?:for|on)| (?:\w+ ){{1,3}}from)(?P<filler>{_SMALL}{{0,2}}){_TO}",
    rf"\b(?:contact|await|alert|inform|notif)(?:ed|ing)(?P<filler>(?: the)?){_TO}",
    rf"\b(?:scheduled|performed|carried out|initiated|imposed|made|executed|conducted"
    rf"|done) by(?P<filler>(?: the)?){_TO}",
    rf"\b(?:our|an?|the|of|upstream|underlying|party"
    rf"|external)(?: [\w-]+){{0,3}} {PROVIDER}(?: {TROUBLE})?(?P<filler>){_TO}",
    rf"\b(?:according to|as (?:reported|communicated|confirmed) by)(?P<filler>(?: the)?){_TO}",
    rf"\b(?:upstream|downstream)(?P<filler>{_SMALL}{{0,3}}){_TO}",
)
# A model by its own name is blamed only where it is plainly another's trouble: "upstream issues with …".
MODEL_BLAMED_BEFORE: Final = _all(
    rf"\b(?:upstream|downstream|third[- ]party)(?: \w+)? {TROUBLE} (?:with|at|from|of|in"
    rf"|on)(?P<filler>{_SMALL}{{0,3}}){_TO}",
    rf"\b(?:at|from|with) (?:the )?(?:upstream|third[- ]party)(?: model)? {PROVIDER},?(?P<filler>){_TO}",
    rf"\bfrom (?:our )?{PROVIDER}(?P<filler>{_SMALL}{{0,2}}){_TO}",
)
# Words of the page's own features: "… deployment errors" are those of whoever writes.
_OWN_FEATURE: Final = (
    r"(?:in|on|for|and|or|to|with|from|by|via|through|is|are|was|were|integrations?|log-?ins?|sign-?\w+"
    r"|deploy\w*"
    r"|users?|customers?|regions?|clusters?|but|while|where|when|which|that|the|our|may|might|accounts?"
    r"|deliver\w+"
    r"|builds?|imports?|functions?|endpoints?|containers?|notifications?|webhooks?|triggers?|models?|jobs?"
    r"|runners?|agents?|pages?|projects?|instances?|streams?|organi[sz]ations?|repositor\w+|repos?"
    r"|sync\w*|messages?|uploads?|downloads?|reports?|usage"
    r"|created|connect(?:ions?|ing|ors?)|elevated|increased|degraded|prod\w*|sessions?|group|selector"
    r"|using|provided|hosted|based"
    r"|triggered|managed|metrics?|cost|experiencing|receiv\w+|getting|seeing|if|due|as|because|recover\w*)"
)
TROUBLE_AFTER: Final = _one(
    rf"^(?:'s?)?(?:[ /]+(?!{_OWN_FEATURE}\b)(?!{TROUBLE}\b)[\w.-]+){{0,3}} \(?{TROUBLE}\b(?! messages?"
    rf"| codes?)"
)
_DOING: Final = (
    r"(?:down|experienc\w+|report\w*|investigat\w+|identified|acknowledged|mitigat\w+|resolved"
    r"|recover\w*|suffer\w*"
    r"|unavailable|degraded|failing|failed|unreachable|working|confirmed|returned|declared|implement\w+"
    r"|showing|marked|aware|back|deploying|monitoring"
    r"|seeing|having|rolled|fix\w*|stabili[sz]\w*|outages?|details|slow|offline|announced|issues?"
    r"|problems?|applied"
    r"|advised|informed|alerted|notified|performing|throttling|addressed|posted|engaged|rate[- ]limiting)"
)
VERB_AFTER: Final = _all(
    r"^(?:'s)?(?: (?:teams?|engineers?|support|engineering|services?|apis?|side|network|platform))*"
    r" (?:is|are|was|were|has|have|had)(?: (?:now|also|still|currently|since|been|just|already|again"
    r"|actively|being"
    rf"|fully|mostly|a|an|some|the|largely|continuing to|ongoing))* {_DOING}\b",
    r"^(?:'s)?(?: (?:teams?|engineers?|support|engineering))? (?:reported|reports|confirmed|confirms"
    r"|acknowledged"
    r"|identified|suffered|suffers|experienced|experiences|resolved|implemented|mitigated|recovered"
    r"|broke|went down"
    r"|announced|declared|had|fixed|says|said|crashed|failed|continues? to|applied)\b",
    r"^(?:'s)? (?:status|health) (?:page|dashboard|site)",
    r"^(?:'s)? (?:teams?|support|engineers?|engineering|side|end)\b",
    r"^ (?:works|is working|are working) (?:to|on)\b",
    rf"^[,(]+ ?(?:an?|one of|which is|who is)? ?(?:our|the)?(?: [\w-]+){{0,4}} {PROVIDER}",
)
# "Elevated errors for the Anthropic LLM provider": whoever is called one is not only a place.
CALLED_PROVIDER_AFTER: Final = _one(
    rf"^ (?:llm|ai|model|cloud|dns|cdn|sms|e-?mail|network|hosting|upstream) {PROVIDER}(?:$|[^\w])"
)
# A region's name followed by this is its provider's trouble; "us-east-1 errors" are those of whoever writes.
REGION_TROUBLE_AFTER: Final = _one(
    r"^[ )]*(?:regional? |region-wide |global )?(?:outages?|incident|event|disruption"
    r"|service event)\b(?! ?#)"
)
# Headlines: "Anthropic elevated error rates", "Elevated Anthropic 529 errors".
_WORSE: Final = r"(?:elevated|increased|intermittent|degraded|high(?:er)?|partial|major|global)"
HEADLINE_BEFORE: Final = _one(rf"^\W*(?:{_WORSE}\W+)?$")
HEADLINE_AFTER: Final = _one(
    rf"^(?:'s)?(?: (?:{_WORSE}|api|apis|webhooks?|[45]\d\d)){{0,3}}"
    r" (?:error rates?|errors?|outages?|latenc(?:y|ies)|performance|incidents?)\b"
)
# "in AWS is slow" says where something is slow, not that AWS is.
INSIDE_BEFORE: Final = _one(
    r"\b(?:in|from|on|across|within|inside|for|to|via|using|through|into|onto)(?: the| an?)?[ (\"']*$"
)
WITHIN_BEFORE: Final = _one(r"\bwithin(?: the)?(?: [\w-]+)? ?[\w-]*$")
INSIDE_PLACE: Final = _one(r"\b(?:in|on|across|within|inside)(?: the)?[ (\"']*$")
# Their tools and libraries are not their service.
TOOLS_AFTER: Final = _one(
    r"^.{0,80}\b(?:sdks?|cli|client librar(?:y|ies)|documentation|docs|marketplace|terraform provider"
    r"|plug-?in|open[- ]source)\b"
)
# "GitHub-hosted" is no word on GitHub.
COMPOUND_AFTER: Final = _one(r"^-(?!related|wide|side)[a-z]{3,}")
# After a maker of models: "OpenAI GPT OSS 20B" may be offered by anybody.
MODEL_AFTER: Final = compiled(
    r"^/|^(?:'s)?[ -](?:(?![45]\d\d\b)\w*\d[\w.]*|GPT\b|OSS\b|Flash\b|Pro\b|Mini\b|Large\b|Small\b|Codex\b"
    r"|Sonnet\b|Opus\b|Haiku\b|Llama\b|[Mm]odels?\b|[A-Z]\w+ \d)"
)
_NAMES: Final = r"(?: [\w-]+,?){0,3} \W{0,2}$"
LOGIN_BEFORE: Final = _one(
    r"\b(?:log(?:ged|ging)?[ -]?(?:in|ins|on)|sign(?:ed|ing)?[ -]?(?:in|ups?|up)|authenticat\w+|sso|oauth)"
    r"(?: (?!due|because|caused)\w+)? (?:with|using|via|through|from)(?! an? )(?: [\w-]+,?){0,3} \W{0,2}$"
)
LOGIN_AFTER: Final = _one(
    r"^(?:'s)?[ -](?:log-?ins?|logging in|sign-?(?:ins?|ups?|on)|sso|oauth|saml|authenticator)\b"
)
AFFECTED_BEFORE: Final = _all(
    r"\b(?:customers?|users?|anyone|those|people|teams|organi[sz]ations?|accounts?|workspaces?|sites?"
    r"|projects?)'?"
    r"(?: [\w-]+){0,2} (?:of|using|with|via|through|use|uses|rely on|authenticat\w+|connected to"
    r"|leveraging|whose)" + _NAMES,
    r"\b(?:integrations?|connectors?|sync\w*|imports?|importing|exports?|exporting|migrat\w+|notifications?"
    r"|messages?|deliver(?:y|ing)|sent|sending|publish\w*|push\w*) (?:with|to|from|for|into|between|via)"
    + _NAMES,
    r"\b(?:affect|impact|block)(?:s|ed|ing)?(?: [\w-]+){0,3} \W{0,2}$",
    r"\b(?:that|which|who) use\w* (?:our )?$",
)
# The way to it fails, or what joins the two: "exporting to Loggly", "Heroku integration issues".
COUNTERPART_BEFORE: Final = _one(
    r"\b(?:integrat(?:ions?|ing)|connect(?:ors?|ions?|ing)|sync\w*|import(?:s|ing)?|export(?:s|ing)?"
    r"|notifications?|messages?|logs?|metrics|data|events|alerts"
    r"|deliver(?:y|ies|ing)|forward(?:ing)?|ship(?:ping)?|stream(?:s|ing)?|sent|send(?:ing)?|publish\w*|push\w*"
    r"|writ(?:es|ing)|upload(?:s|ing)?|drain(?:s|ing)?)"
    r" (?:with|to|from|for|into|between|via)(?: (?:the|our))? \W{0,2}$"
)
COUNTERPART_AFTER: Final = _one(
    rf"^(?:'s)?[ -](?:(?!{TROUBLE}\b|is\b|has\b|was\b|api\b)\w+ ){{0,2}}(?:integrations?|connectors?)\b"
)
FAILING: Final = _one(
    rf"\b(?:{TROUBLE}|late|fail\w*|down|unable|cannot|can't|unavailable|broken|impacted|affected|missing"
    r"|delayed"
    r"|disrupted|slow)\b"
)
# One of several: "notifications to Pagerduty, Slack and Teams".
LISTED_BEFORE: Final = _one(r"(?:,|\b(?:and|or|&))\W*$")
LISTED_AFTER: Final = _one(r"^(?:,| (?:and|or|&)) [\w. ]{2,40}(?:,| (?:and|or|&) |$)")
AFFECTED_AFTER: Final = _one(
    rf"^(?:'s)?[ -](?:(?!{TROUBLE}\b|is\b|has\b|was\b|api\b)\w+ ){{0,2}}(?:customers?|users?"
    rf"|integrations?|connectors?|apps?\b|plug-?ins?"
    r"|extensions?|marketplace"
    r"|importer|add-?ons?|is (?:also )?(?:affected|impacted)|(?:may|might|will|could) (?:also )?(?:be"
    r"|see|experience))"
)
PLACED_BEFORE: Final = _one(
    r"\b(?:in|on|within|across|inside|at|for|from|to|hosted by)"
    rf"{_SMALL}{{0,3}}[^\w;]*$"
    r"|[-:\u2013\u2014] (?:[\w ]{1,20}, ?){0,3}(?:and )?$"
)
PLACED_AFTER: Final = _one(
    r"^[^\w]{0,3}(?:[\w. -]{0,30}[)\]] ?)?(?:regions?|zones?|availability zones?|clusters?|deployments?"
    r"|stacks?|instances?|hosted)\b|^ ?[-\u2013:,]"
)
_NOT: Final = r"(?:\bnot|n't|\bno longer|\bunrelated|\bnor|\bnever|\bneither)"
_BEING: Final = (
    r"(?: (?:be|been|being|believed|believe|thought|think|to|directly|in any way|currently|solely"
    r"|appears?|seems?|this is|an?|the|any|is|was|it is|at all))*"
)
DENIED_BEFORE: Final = _all(
    rf"{_NOT}{_BEING} {CAUSE}(?P<filler>{_SMALL}{{0,5}}){_TO}",
    rf"{_NOT}{_BEING} {TROUBLE} (?:at|with|from|of|in|on)(?P<filler>{_SMALL}{{0,3}}){_TO}",
    r"\b(?:no|not|none of|n't)(?: [\w-]+){0,3}(?: (?:is|are|was|were|been|be))?(?: \w+)? (?:impacted"
    r"|affected) by"
    rf"(?P<filler>{_SMALL}{{0,5}}){_TO}",
    rf"\bunrelated to(?P<filler>{_SMALL}{{0,5}}){_TO}",
    rf"\b(?:rul(?:ed?|ing) out|exclud(?:ed|ing)|rather than|instead of)(?P<filler>{_SMALL}{{0,6}}){_TO}",
    rf"\bno longer(?: being)? (?:affected|impacted)(?: by)?(?P<filler>{_SMALL}{{0,6}}){_TO}",
    rf"\bno(?: \w+){{0,2}} {TROUBLE} (?:at|with|from|of|in|on)(?P<filler>{_SMALL}{{0,3}}){_TO}",
)
# "This is not an AWS outage": denied where the name's trouble follows.
DENIED_ADJECTIVE_BEFORE: Final = _one(rf"(?:{_NOT}(?: be)? (?:an?|the|any)|\bno(?: known)?){_TO}")
DENIED_AFTER: Final = _one(
    r"^(?:'s)?(?: \w+){0,2} (?:is|was|are|were|has|have|had)(?: been)?(?:n't| not| no longer| unrelated"
    r"| ruled out"
    r"| excluded)(?:$|[^\w ']| (?:\w+ ){0,3}?(?:cause|related|involved|responsible|to blame|at fault"
    r"|affected|impacted|down|as)\b)"
)
HEDGE: Final = _one(
    r"\b(?:suspect\w*|may be|might be|could be|appears?(?: to)?|looks? (?:like|related|to be)|seems?"
    r"|potential(?:ly)?|possib(?:le|ly)|probabl[ey]|likely|believe\w*|presum\w+|suggest\w*|whether)\b"
)
# The page owner's own fault, whoever else is named: "a change to our network configuration".
OWN_FAULT: Final = _one(
    r"\b(?:change|update|deploy\w*|misconfigur\w+|bug|regression) (?:to|in|on|made by|by|of) (?:our|us)\b"
    rf"|\bupstream (?:(?!{PROVIDER})[\w-]+ ){{1,5}}(?:within|inside|in) our (?:own )?(?:[\w-]+ ){{0,2}}?"
    r"(?:infrastructure|systems?|services?|platform|stack|back-?end)\b"
)
