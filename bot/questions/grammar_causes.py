"""How people ask what something brings down with it, and what brought it down: a part of the grammar."""

from typing import Final

from bot.domain.question import Intent
from bot.questions.mood import Mood, Row

_OURS: Final = (
    "(?:we|us|ours|our {group}|(?:any|some|which|one|many|how many) of (?:my|our|the) {group}"
    "|any of ours|anyone"
    "|anything|anybody|anything of ours)"
)
_DEPEND: Final = (
    "(?:depend(?:s|ing|ent)?|rel(?:y|ies|ying|iant)|runs?|running|built|hosted|based|sits?|sitting|stands?"
    "|standing|lives?|living|deployed|powered|served|run)"
)
_LENT: Final = (
    "(?:clouds?|cloud provider|providers?|hosts?|hosting|cdns?|vendors?|infrastructure|infra|{group})"
)
# "Is Notion on AWS?": of others it is where something can be had, "is Netflix on Xbox".
_CLOUDS: Final = (
    "(?:aws|amazon(?: web services)?|gcp|google cloud|azure|cloudflare|fastly|akamai|oracle cloud|ibm cloud"
    "|alibaba cloud|digitalocean|hetzner|heroku|vercel|fly io|linode|kubernetes)"
)
CAUSES: Final[tuple[Row, ...]] = (
    (
        Intent.IMPACT,
        Mood.ASKED,
        (
            rf"(?:do|does|is|are|am) {_OURS} (?:all )?{_DEPEND} (?:on top of|on|upon|by|behind|off) {{name}}",
            (
                r"what (?:do|of what) we (?:have|run|host|keep|own|got) (?:running |hosted )?(?:on|at"
                r"|behind|with|in) {name}"
            ),
            r"what (?:else )?(?:of ours|of our {group}) (?:is|are|runs?|sits?) (?:on|behind|at) {name}",
            (
                r"what (?:do|have) we got (?:on|behind|at) {name}|how (?:exposed|dependent) are we (?:to"
                r"|on) {name}"
            ),
            (
                r"are we exposed to {name}|our exposure to {name}|(?:do|are) we (?:still )?us(?:e"
                r"|ing) {name} anywhere|(?:anything"
                r"|something) (?:of ours )?(?:on|behind) {name}"
            ),
        ),
    ),
    (
        Intent.DEPENDS,
        Mood.ASKED,
        (
            (
                rf"(?:does|do|is|are|did|was) (?!.*\b(?:we|us|our|my|any)\b){{name}} (?:also |still )?"
                rf"{_DEPEND} (?:on top of|on|upon|off|by|in|with|behind|at|from) {{name}}"
            ),
            (
                r"(?:does|do) {name} use {name}|is {name} (?:behind|downstream of|a customer of|on top of"
                r"|dependent on) {name}"
            ),
            (
                rf"(?:what|who|where|which {{group}}) (?:does|do|is|are) {{name}} {_DEPEND}(?: (?:on|upon"
                rf"|by|in|with|off|at))?"
            ),
            r"(?:what|which {group}) (?:does|do) {name} use|who hosts {name}|what hosts {name}",
            r"(?:what are (?:the )?)?(?:dependencies|deps|upstreams?) (?:of|for) {name}|{name} dependencies",
            r"(?:show |list |what are )?{name} (?:is )?(?:dependencies|deps|upstreams)",
            r"what is (?:under|underneath|below|beneath|upstream of) {name}",
            (
                rf"(?:which|what) {_LENT} (?:does|do|is|are) {{name}} (?:use|using|need|{_DEPEND})(?: "
                rf"(?:on|upon|by|in|with|off|at))?"
            ),
            rf"is {{name}} (?:on|in) (?={_CLOUDS}$){{name}}",
        ),
    ),
    (
        Intent.IMPACT,
        Mood.ASKED,
        (
            (
                "(?:(?:what|how (?:bad|big|wide|large)) (?:is|was) |show |show me |tell me |give me "
                ")?(?:the )?(?:impact|blast radius|fallout|effects?|consequences|damage|knock on "
                "effects?) (?:of|for|on|from) {name}(?: {fate})?"
            ),
            "(?:(?:who|what) is )?downstream of {name}|victims of {name}",
            "(?:which|what) {group} (?:are|sit|stand) behind {name}",
            "(?:who|what) suffers (?:from|under) {name}",
            (
                "(?:does|did|will|is) {name} (?:affect|affecting|impact|impacting|break|breaking|hit"
                "|hitting) (?:anyone|anything|others|other {group}|us|me|anybody)(?: else)?"
            ),
            "(?:anyone|anything|everything|everyone|all) (?:else )?(?:affected|hit|impacted) by {name}",
            "impact {name}|blast radius {name}|{name} (?:is )?(?:impact|blast radius|fallout|dependents)",
            (
                "(?:{things}|(?:is|are|was) (?:anything|anyone|anybody|someone|something|(?:any )?other "
                "{group}|we|i|our {group})(?: else)?|am i|list {group})(?: is| are| was| were| has been"
                "| gets?| got| could be| might be| would be)?(?: also| all| been)?(?: {broken})? "
                "(?:(?:affected|impacted|hit|hurt|touched|taken down|taken out|knocked out|disrupted|down"
                "|broken) by|(?:went|goes|go|going) down with|because of|due to|thanks to) "
                "{name}(?: {fate})?"
            ),
            (
                "(?:{things}|{group} (?:that|which)|(?:all|list(?: all)?(?: the)?) "
                r"{group}(?: that| which)?|{group}(?= \w+ing|hosted|built)|does anything)(?: all)?(?: is"
                "| are)? (?:depends?|depending|dependent|stands?|standing|relies|rely|relying|reliant"
                "|runs?|running|built|sits?|sitting|hosted|based|lives?) (?:on|upon|off|under|in) {name}"
            ),
            (
                "(?!how many (?:people|users|of (?:us|you)))(?:{things}) (?:uses?|sits? behind|is downstream "
                "of) {name}"
            ),
            "(?:which|what|how many) {group} (?:are )?using {name}",
            "(?:who|what) are the (?:dependents|dependants|users|customers) of {name}",
            "(?:dependents|dependants) of {name}",
            (
                "(?:{things}|what would|what will|{group}) (?:breaks?|fails?|goes down|go down|would break"
                "|will break|happens|happen|stops working|falls over|dies|is affected|would be affected"
                "|gets hit|suffers?|is at risk) (?:if|when|with) {name}(?: {fate})?"
            ),
            (
                "(?:if|when|with|now that|given that) {name} {fate} (?:then )?{things} "
                ".*?(?:down|broken|dead|affected|impacted|breaks|fails|goes|suffers|hit|happens"
                "|risk)(?: with it)?"
            ),
            (
                "(?:what|who|(?:what|which|how many) {group})(?: else| all)? (?:does|did|would|will|has|is"
                "|can) {name} (?:affect|impact|break|take down|take out|bring down|hurt|taken down|broken"
                "|taking down|affecting|impacting|breaking|brought down|taken out|take with it|drag down"
                "|hit)(?: with it)?"
            ),
            (
                "(?:what|who)(?: else| all)? (?:does|did|would|will) {name} (?:being {broken}|{noun}"
                "|going (?:down|offline)) (?:affect|impact|break|hurt|hit|mean)(?: for us)?"
            ),
            (
                "how (?:bad|big|wide|widespread|severe|far reaching|large) is (?:the )?{name} "
                "(?:{noun}|thing|situation)(?: for us)?"
            ),
            (
                "(?:does|did|will|would|is|has) {name} (?:being {broken}|{noun}|going (?:down"
                "|offline)) (?:affect|affected|affecting|impact|impacting|hit|hitting|hurt|hurting) "
                "(?:us|our {group})"
            ),
        ),
    ),
    (
        Intent.WHY,
        Mood.ASKED,
        (
            (
                "(?:why|how come) (?:(?:is|are|was|were|does|do|did|has|have|can|will)(?: it "
                "that)?(?: not)? )?{name} (?:is |are |was |has |does |not )?{ailment}"
            ),
            "what (?:took|brought|knocked) {name} (?:down|offline|out)",
            (
                "why (?:did|has) {name} (?:go|gone|went|break|fail|crash|die|stop)(?: down| offline"
                "| working| responding)?"
            ),
            "how did {name} (?:go down|break|fail|crash|die)",
            r"why (?:does|do|is|has) {name} (?:have|keep|keeps) (?:{noun}|\w+ing(?: {noun})?)",
            (
                "why (?:{i} {cannot}|{cannot} {i}|can {i} not|can (?:nobody|no one)|(?:am|are|is) "
                "{i} (?:unable to|not able to)) {use} {name}"
            ),
            "why (?:is|are|do|does) {part} (?:on|in|from|to|via|through|at|for|with) {name} {broken}",
            "why (?:am|are|is|do|does) {i} {seeing} {trouble} {about} {name}",
            (
                "what (?:caused|is causing|causes|broke|breaks|is making|is behind|was behind|took down"
                "|brought down|killed|triggered|made|is breaking|took out|knocked out|led to|is the story "
                "behind|is the story with) {name}(?: to)?(?: go)?(?: {fate})?"
            ),
            (
                "(?:(?:what|whats) (?:is|was) )?(?:the )?(?:root "
                ")?(?:cause|reason|explanation|root cause analysis|rca|post ?mortem) (?:of|for|behind|why"
                "|on) {name}(?: {fate})?"
            ),
            "who (?:or what )?broke {name}|root cause {name}|{name} (?:root cause|rca|post ?mortem)",
            "{name} {noun} (?:cause|reason)",
            (
                "(?:what|wtf) (?:is wrong|is the matter|is going wrong|happened|went wrong|has happened"
                "|is happened|is broken) (?:with|at|on|to|over at|in|inside) {name}"
            ),
            "what did happen(?:ed)? (?:with|at|on|to) {name}",
            "(?:is|are|was) {name} {ailment} (?:because of|due to|because) .+",
            "explain {name} {noun}|why {name}|{name} (?:(?:is |are )?{broken} (?:but )?why|why(?: {fate})?)",
        ),
    ),
)
