"""What Slack sends to an app when people do something: Slack's shapes, our own words."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from tests.servers.slack_methods import Workspace

Json = dict[str, Any]


def pressed(message: Json, text: str) -> Json:
    """The action of a button or of an entry of a menu, found by its words or by what it carries."""
    elements = [e for b in message.get("blocks") or [] if b["type"] == "actions" for e in b["elements"]]
    for element in elements:
        if element["type"] == "button" and text in (element["text"]["text"], element["value"]):
            return {**element, "action_ts": "200.1"}
        for option in element.get("options", ()):
            if text in (option["text"]["text"], option["value"]):
                chosen = {key: element[key] for key in ("type", "action_id")}
                return {**chosen, "selected_option": option, "action_ts": "200.1"}
    raise AssertionError(f"nothing to press says {text!r}: {elements}")


def filled_in(view: Json, values: dict[str, str]) -> Json:
    """A view as it is submitted: fields by block id; a choice by its words; the rest as it was opened."""
    state: Json = {}
    unknown = set(values) - {block.get("block_id") for block in view["blocks"]}
    assert not unknown, f"no field {unknown}"
    for block in view["blocks"]:
        element = block["element"]
        state[block["block_id"]] = {
            element["action_id"]: {
                "type": element["type"],
                **_filled(element, values.get(block["block_id"])),
            }
        }
    return {**view, "state": {"values": state}}


def who(workspace: Workspace, user: str) -> Json:
    """Who does something, in an interaction's payload."""
    enterprise = {"id": workspace.enterprise} if workspace.enterprise else None
    return {
        "user": {"id": user, "team_id": workspace.team},
        "team": {"id": workspace.team},
        "enterprise": enterprise,
        "is_enterprise_install": workspace.is_org,
        "api_app_id": "A1",
    }


def event_body(event: Json, workspace: Workspace, event_id: str) -> Json:
    """The body around an event. An organisation's installation names the organisation alone."""
    grant = {
        "enterprise_id": workspace.enterprise,
        "team_id": None if workspace.is_org else workspace.team,
        "user_id": workspace.bot_user,
        "is_bot": True,
        "is_enterprise_install": workspace.is_org,
    }
    gone = event["type"] in ("app_uninstalled", "tokens_revoked")
    return {
        "type": "event_callback",
        "team_id": workspace.team,
        "enterprise_id": workspace.enterprise,
        "api_app_id": "A1",
        "event_id": event_id,
        "event": event,
        "is_enterprise_install": workspace.is_org,
        "authorizations": [] if gone and not workspace.is_org else [grant],
    }


def signed_request(kind: str, payload: Json, secret: str, seconds_late: int) -> tuple[bytes, dict[str, str]]:
    """Body and headers of the same over HTTP."""
    if kind == "events_api":
        body, content_type = json.dumps(payload), "application/json"
    elif kind == "slash_commands":
        body, content_type = urlencode(payload), "application/x-www-form-urlencoded"
    else:
        body, content_type = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
    timestamp = str(int(time.time()) - seconds_late)  # noqa: TID251  -- signatures are about the real time
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return body.encode(), {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def _filled(element: Json, value: str | None) -> Json:
    if element["type"] == "plain_text_input":
        return {"value": element.get("initial_value") if value is None else value or None}
    if value is None:
        return {"selected_option": element.get("initial_option")}
    (option,) = [option for option in element["options"] if option["text"]["text"] == value]
    return {"selected_option": option}
