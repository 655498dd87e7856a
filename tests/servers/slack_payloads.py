"""What Slack sends to an app when people do something: Slack's shapes, our own words."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]


def pressed(message: Json, text: str) -> Json:
    """The action of a button, found by its words or by what it carries."""
    buttons = [e for b in message.get("blocks") or [] if b["type"] == "actions" for e in b["elements"]]
    for button in buttons:
        if text in (button["text"]["text"], button["value"]):
            return {**button, "action_ts": "200.1"}
    raise AssertionError(f"no button {text!r} among {[b['text']['text'] for b in buttons]}")


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


def event_body(event: Json, team: str, event_id: str, enterprise: str | None, *, is_org: bool) -> Json:
    """The body around an event."""
    grants = [
        {
            "enterprise_id": enterprise,
            "team_id": None if is_org else team,
            "user_id": f"UBOT{team}" if team != "T1" else "UBOT",
            "is_bot": True,
            "is_enterprise_install": is_org,
        }
    ]
    gone = event["type"] in ("app_uninstalled", "tokens_revoked")
    return {
        "type": "event_callback",
        "team_id": team,
        "enterprise_id": enterprise,
        "api_app_id": "A1",
        "event_id": event_id,
        "event": event,
        "is_enterprise_install": is_org,
        "authorizations": [] if gone and not is_org else grants,
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
