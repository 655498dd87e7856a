"""Small words around names, which no catalogue holds, and names that are words of every day."""

from typing import Final


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# What nobody means as the name of a provider in a sentence, though providers called Here and One exist.
NOT_NAMES: Final = _words(
    "i it he she we you they this that these those there here one us them me all who what which where",
    "when how someone anyone everyone nobody everybody anybody somebody people user users customer",
    "customers client team everything anything something nothing internet wifi vpn office network printer",
    "computer laptop phone server servers site website web page app api build deploy deployment pipeline",
    "code system systems service prod production staging dev database db dns cdn iam compute access",
    "resolver test tests ping lunch mood calm sit slow shut break write cut go come settle stand turn",
    "scroll step back boil put take look fall lie count thanks thank yes no yeah nope ok okay lol hello",
    "hi hey bye cool great nice good am do im morning night later daily together close human make found",
    "magic increase remote indeed exact sorry plain twenty ninety clever crisp gladly keen keeping click",
    "aha bit figure capacity density files actionable quo knock status help why down up out is are was",
    "not and or but if so then because by of on at in to for with from",
)
# Messages that greet or react, whatever is called so.
CHIT_CHAT: Final = _words(
    "hey lol sorry indeed later close exact epic magic brave calm clever crisp found gladly keen human",
    "one plain profound together increase keeping knock aha bit click figure twenty ninety daily cool",
    "great nice sup clear snap chill",
)
# Beside a name in a list, and no names themselves: "GitHub and stuff", "Medium or large".
COMPARED: Final = _words(
    "stuff things thing etc idea ideas clue company companies vendor vendors provider providers tool tools",
    "product products large small big little bigger better worse cheaper faster slower firewall proxy",
    "router though fix eta retro meeting",
)
# What may stand before the next name of a list: "or even", "and maybe".
SOFTENING: Final = _words(
    "also even maybe perhaps possibly probably then indeed finally lastly just rather too again else both",
    "and or of course at on with in for from",
)
# Providers whose names are words of every day: "the front is down" is not about Front.
EVERYDAY: Final = _words(
    "actions pages workers api acoustic affinity affirm alchemy alloy ambassador amplitude anvil apollo aqua",
    "armor array assembled astronomer atlas attentive augment automatic autopilot axiom bandwidth beam",
    "bird bit blacksmith blend blender bloom blizzard bolt bowtie box branch braze bubble buffer bullhorn",
    "bunny camp canary canny canonical canvas capsule castle census chef chime circle clay clover cobalt",
    "column comet compass compose convert copper league southwest delta nest stability cortex courier",
    "cursor depot deputy destiny dispatch doodle drip dynamic elastic element embrace endeavor enigma",
    "envoy expel fabric factory fathom fellow fern fidelity figment finch fireflies fireworks flare folk",
    "forge fortify freckle front fixture ghost glean glitch gong grain greenhouse gremlin groove guardian",
    "guru guardrails gusto harness harvest heap height helium hex hive hover hunter inscribe intruder",
    "iron jasper jellyfish jobber kestrel kit kraken lark latch lattice layer ledger lever line linear",
    "lob loader loom loops lookback lucid lunar mango marvel matrix maze medium mend mercury merge",
    "meridian messenger meteor mist mode modal monday motion motive mural neon nomad notion nutshell",
    "octopus optimism orca otter outbound outlook outreach pack packer paddle panther paradox paragon",
    "parchment particle patch persona pinpoint pitch plane plausible polar port porter portal prey proof",
    "pulley pulse puppet puzzle python qualified quilt railway raindrop ramp raven recharge render",
    "replicate resend reservoir ring ripple roam robin runway rust sage sanity scout scribe section seek",
    "segment semaphore shell shields shortcut shotgun sierra sift signal sketch skylight slab socket",
    "snap sonar sonic spark split sprout square stealth steam stitch stream streak stride summit",
    "superset swell tackle tally tango target teams tempo temporal threads tide tinder toast transcend",
    "trellis tuple unit unity vault vend voltage warp wave windmill wise workable zip discourse discovery",
    "apple meta oracle",
)
# "Is Monday ok?" is about a day.
NOT_ASKED_IF_WELL: Final = _words(
    "monday merge plane summit target unit kit later column wave tide canvas fedex ups starbucks",
    "mcdonalds walmart costco kroger",
)
# "Our Okta integration" is ours, and "my GitHub" is GitHub.
OWNERS: Final = frozenset({"my", "our", "your", "his", "her", "their"})
# What many run or have themselves: "our Jenkins", "my Kindle".
OFTEN_OWN: Final = _words(
    "jenkins grafana gitlab kong metabase superset mattermost artifactory sonatype teamcity vault kibana",
    "elastic elasticsearch redis mongodb mongo temporal couchbase neo4j clickhouse puppet chef vmware",
    "openshift moodle docker kubernetes prometheus plex api lambda ec2 rds wordpress n8n",
    "strapi airbyte posthog xbox playstation nintendo kindle tesla fitbit garmin peloton roku alexa nest",
)
# What tells of trouble elsewhere, and how: "Sentry is full of errors", "Datadog reports timeouts".
OBSERVERS: Final = _words(
    "sentry datadog grafana kibana rollbar bugsnag relic newrelic pingdom uptimerobot statuspage pagerduty",
    "opsgenie honeybadger honeycomb splunk checkly statuscake airbrake raygun dynatrace logrocket loggly",
    "papertrail prometheus cloudwatch downdetector statusgator site24x7",
)
TELLS: Final = _words("show shows showing showed report reports reporting reported full alerting alerts sees")
# "The target app" is about Target.
PLAINLY_SOFTWARE: Final = _words(
    "api apis app apps dashboard webhooks login website checkout desktop ios android servers"
)
BEFORE_A_NAME: Final = _words(
    "the a an our my your this that all whole any some",
)
ARTICLES: Final = _words(
    "the a an our my your this that any some",
)
# What may follow a name without changing whom the question is about.
PARTS: Final = _words(
    "service services api apis app apps application website site web page server servers platform com",
    "system systems login logins signin dashboard console network cdn dns client clients desktop mobile",
    "portal ios android itself voice chat search cloud status people customers users model models admin",
    "ui outage outages in the incident problems downtime infrastructure infra endpoints",
    "situation huddle huddles calls messages messaging notifications email emails sms mms push",
    "webhooks payments checkout deployments deploys builds pipelines jobs runner runners workflows queue",
    "queues registry uploads downloads videos audio streams streaming sync billing ingest",
    "ingestion metrics logs alerts alerting auth authentication sso oauth connection connections requests",
    "storage database issuance certificates region regions store stores playback feed feeds install",
    "installs packages pull pulls db proxy edge hosting domain domains sdk cli side backend",
    "frontend traffic functions instances invocations integration integrations dynos automations",
    "ssh playground audio meetings webinars mail sandbox droplets machines payouts pos ci tab widget",
    "messenger inbox editor 2fa",
    "mfa backups previews triggers notifications matchmaking lobby multiplayer online marketplace launcher",
    "indexing inference completions assistants agents wiki gists lfs playlists",
    "storefront tracking terminals transfers deposits withdrawals trading signup signups",
)
# What tells that a place is a region of a provider's: "anything wrong in Frankfurt?".
REGIONS: Final = _words("in region regions zone zones")
# Where something may be down, which no name holds.
PLACES: Final = _words(
    "the my our your region area country city office building place europe eu emea us usa america uk",
    "britain england scotland ireland germany france spain italy poland netherlands holland belgium",
    "austria switzerland sweden norway denmark finland portugal greece turkey israel russia ukraine india",
    "pakistan china japan korea singapore australia zealand new canada mexico brazil argentina chile",
    "africa south north east west asia apac latam middle central london paris berlin frankfurt munich",
    "amsterdam dublin madrid york california texas virginia ohio oregon tokyo sydney mumbai delhi seoul",
    "toronto coast states united kingdom regions world globe board mobile desktop web ios android chrome",
    "stockholm zurich milan jakarta osaka hyderabad bahrain calgary montreal warsaw belgium iowa taiwan hong",
    "kong melbourne sao paulo barcelona lisbon vienna prague copenhagen oslo helsinki chicago boston dallas",
    "firefox safari browser phone iphone windows mac linux app prod production",
)
# Words of questions and reports of trouble: a sentence of these and a name is about an outage.
SMALL: Final = _words(
    "a an the is are was were be being am do does did has have had can could will would should might may",
    "must i we you they he she it us me my our your their its this that these those anyone someone",
    "everyone others people everybody nobody why what when how since long who there here else too and or",
    "but if whether because while on in at from with by to of for until not no cannot never any some all",
    "many lot lots more only another other half every both seeing getting having get gets got see sees",
    "keep keeps look looks like seem seems think guess heard hear say says said know going gone went come",
    "comes back start starts started stop stops stopped try trying tried tries end side reason cause",
    "caused causing causes internet morning minutes minute hours hour mins min days ago push pull clone",
    "fetch load open log sign connect reach access pushing pulling cloning loading opening connecting",
    "reaching accessing logging return returns returning give gives giving throw throws throwing show",
    "shows showing bad fully fine ffs wow ongoing over office country region europe eu",
    "usa uk asia germany france india japan australia canada brazil",
)
TROUBLE: Final = _words(
    "down offline broken broke dead borked out failing fails failed fail slow sluggish degraded",
    "unavailable unreachable inaccessible unresponsive unstable flaky stuck frozen hung queued delayed",
    "overloaded crashed crashing hanging lagging laggy erroring timing dropping freezing disconnecting",
    "affected impacted issue issues problem problems trouble troubles outage outages incident incidents",
    "error errors downtime timeout timeouts failure failures degradation disruption lag latency delay",
    "delays work working works loading responding opening starting sending syncing running 500 500s 502",
    "502s 503 503s 504 504s 5xx 429 429s 404 404s 403 403s gateway internal server known major",
)
# What may be left out of a sentence without changing its sense.
NOISE: Final = _words(
    "still currently really actually completely totally also just even already again now rn atm today",
    "tonight lately suddenly super so very quite pretty extremely kinda sorta please pls plz pleaze lol",
    "lmao omg ffs ugh damn fucking freaking frigging bloody literally basically apparently seriously",
    "maybe perhaps probably honestly hmm hm umm um uh oh ah man dude bro mate guys folks kindly simply",
    "fully partially partly entirely absolutely actual presently constantly continuously randomly always",
    "once sadly unfortunately officially possibly right smh asap sos emergency ever sir nvm soon been tf",
    "painfully insanely ridiculously incredibly unbelievably terribly horribly unusually awfully",
    "completly realy curently badly somehow yet thx ty tia",
)
# Short forms, with their apostrophes gone, slips of the hand, and what they stand for.
LONG_FORMS: Final = {
    short: tuple(long.split("_"))
    for line in (
        "cant=cannot couldnt=could_not wont=will_not wouldnt=would_not isnt=is_not arent=are_not",
        "wasnt=was_not werent=were_not doesnt=does_not dont=do_not didnt=did_not hasnt=has_not",
        "havent=have_not aint=is_not whats=what_is wats=what_is hows=how_is whos=who_is theres=there_is",
        "thats=that_is whys=why_is its=it_is im=i_am ive=i_have weve=we_have youre=you_are",
        "theyre=they_are id=i_would w=with u=you ur=your r=are anybody=anyone somebody=someone y=why",
        "wat=what wtf= wth= tf= hav=have dwn=down donw=down dowm=down dow=down outtage=outage",
        "issuse=issues isues=issues probs=problems prob=problem staus=status satus=status goin=going",
        "happenin=happening doin=doing broked=broken brokn=broken wrking=working workin=working",
        "worling=working si=is iss=is teh=the agian=again ia=is dwon=down iz=is",
    )
    for short, long in (pair.split("=") for pair in line.split())
}
