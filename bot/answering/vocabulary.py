"""Small words around names, which no catalogue holds."""

from typing import Final

# What nobody means as the name of a provider in a sentence, though providers called Here and One exist.
NOT_NAMES: Final = frozenset(
    word
    for line in (
        "i it he she we you they this that these those there here one us them me all",
        "someone anyone everyone nobody everybody anybody somebody people",
        "everything anything something nothing internet wifi vpn office network printer",
        "server servers site website web page app build deploy deployment pipeline",
        "prod production staging database db test ping lunch mood",
        "calm sit slow shut break write cut go come settle stand turn scroll step back boil put take look",
        "fall lie count thanks thank yes no yeah nope ok okay lol hello hi hey bye cool great nice good",
        "morning night",
    )
    for word in line.split()
)
BEFORE_A_NAME: Final = frozenset(
    {"the", "a", "an", "our", "my", "your", "this", "that", "of", "on", "at", "in", "all", "whole"}
)
PARTS: Final = frozenset(
    word
    for line in (
        "service services api apis app apps application website site web page server servers platform",
        "system systems login logins signin dashboard console network cdn dns client clients desktop mobile",
        "ios android itself voice chat search cloud status people customers users bot bots model models",
        "outage outages in the",
    )
    for word in line.split()
)
