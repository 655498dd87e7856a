"""What a workspace is asked to allow, each with its reason; deploy/slack-manifest.yaml says the same.

What each lets an app do: https://docs.slack.dev/reference/scopes
"""

from typing import Final

from bot.domain.presence import Permission

PERMISSIONS: Final = (
    Permission(name="app_mentions:read", reason="to hear when somebody mentions the app in a channel"),
    Permission(
        name="channels:history",
        reason="to look whether an alert arrived in a public channel before it is sent again",
    ),
    Permission(
        name="channels:read",
        reason="to find a public channel by its name, and to see whether the app may post there",
    ),
    Permission(name="chat:write", reason="to post and edit alerts and answers"),
    Permission(name="commands", reason="for /isdown"),
    Permission(name="files:write", reason="for the picture of a shared incident"),
    Permission(
        name="groups:history",
        reason="to look whether an alert arrived in a private channel before it is sent again",
    ),
    Permission(
        name="groups:read",
        reason="to find a private channel by its name, and to see whether the app may post there",
    ),
    Permission(name="im:history", reason="to hear direct messages, and to look whether an alert arrived"),
    Permission(
        name="mpim:history",
        reason="to look whether an alert arrived in a group message before it is sent again",
    ),
    Permission(name="mpim:read", reason="to see whether the app may post in a group message"),
)
