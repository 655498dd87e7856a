"""One page a format, in the shapes that providers send, each with trouble on it; the words are ours."""

import json
from collections.abc import Mapping
from typing import Any, Final

Json = Any
T0: Final = "2025-11-18T11:50:00Z"
T1: Final = "2025-11-18T11:56:00Z"

INSTATUS: Final[Json] = {
    "page": {"name": "Acme", "url": "https://acme.instatus.example", "status": "ONEMAJOROUTAGE"},
    "activeIncidents": [
        {
            "id": "ck1",
            "name": "Sandboxes do not start",
            "started": T0,
            "status": "MONITORING",
            "impact": "MAJOROUTAGE",
            "url": "https://acme.instatus.example/ck1",
            "updatedAt": T1,
        }
    ],
    "activeMaintenances": [
        {
            "id": "mt1",
            "name": "Disks",
            "start": "2025-12-01T00:00:00Z",
            "status": "NOTSTARTEDYET",
            "duration": "60",
        }
    ],
}
BETTERSTACK: Final[Json] = {
    "data": {
        "id": "7",
        "type": "status_page",
        "attributes": {
            "company_name": "Acme",
            "custom_domain": "up.acme.example",
            "aggregate_state": "downtime",
        },
    },
    "included": [
        {"id": "1", "type": "status_page_section", "attributes": {"name": "Core"}},
        {
            "id": "11",
            "type": "status_page_resource",
            "attributes": {"public_name": "API", "status": "downtime", "status_page_section_id": 1},
        },
        {
            "id": "12",
            "type": "status_page_resource",
            "attributes": {"public_name": "Web", "status": "operational"},
        },
        {
            "id": "21",
            "type": "status_report",
            "attributes": {
                "title": "API unreachable",
                "report_type": "manual",
                "starts_at": T0,
                "ends_at": None,
                "aggregate_state": "downtime",
                "affected_resources": [{"status_page_resource_id": "11", "status": "downtime"}],
            },
            "relationships": {"status_updates": {"data": [{"id": "31"}, {"id": "32"}]}},
        },
        {
            "id": "22",
            "type": "status_report",
            "attributes": {
                "title": "Upgrade",
                "report_type": "maintenance",
                "starts_at": "2025-12-01T00:00:00Z",
                "ends_at": "2025-12-01T02:00:00Z",
                "aggregate_state": "maintenance",
            },
        },
        {"id": "32", "type": "status_update", "attributes": {"message": "Found.", "published_at": T1}},
        {"id": "31", "type": "status_update", "attributes": {"message": "Looking.", "published_at": T0}},
    ],
}
STATUSIO: Final[Json] = {
    "result": {
        "status_overall": {"updated": T1, "status": "Partial Service Disruption", "status_code": 400},
        "status": [
            {"id": "s1", "name": "Builds", "status": "Down", "status_code": 500, "containers": []},
            {"id": "s2", "name": "Web", "status": "Operational", "status_code": 100},
        ],
        "incidents": [
            {
                "_id": "in1",
                "name": "Builds do not start",
                "datetime_open": T0,
                "messages": [
                    {"details": "Looking.", "state": 100, "status": 400, "datetime": T0},
                    {"details": "Found.", "state": 200, "status": 500, "datetime": T1},
                ],
                "components_affected": [{"name": "Builds", "_id": "s1"}],
            }
        ],
        "maintenance": {
            "active": [],
            "upcoming": [{"_id": "m1", "name": "Disks", "datetime_planned_start": T1}],
        },
    }
}
FIREHYDRANT: Final[Json] = {
    "config": {"companyName": "Acme", "title": "Acme Health"},
    "conditions": {"Operational": "OPERATIONAL", "Unavailable": "OFFLINE"},
    "components": [{"id": "c1", "name": "API"}, {"id": "c2", "name": "Web"}],
    "incidents": [
        {
            "id": "i1",
            "title": "Errors in us-east-1",
            "severitySlug": "SEV2",
            "timestamps": {"started": T0, "detected": T1},
            "timeline": [{"time": T1, "occurredAt": T0, "details": {"note": "Looking."}}],
            "components": ["c1"],
        },
        {
            "id": "i2",
            "title": "Old trouble",
            "severitySlug": "SEV1",
            "timestamps": {"started": "2025-11-01T00:00:00Z", "resolved": "2025-11-01T03:00:00Z"},
            "timeline": [],
        },
        {
            "id": "i3",
            "title": "Work",
            "severitySlug": "MAINTENANCE",
            "timestamps": {"started": T1},
            "timeline": [],
        },
    ],
}
CHECKLY: Final[Json] = {
    "incidents": [
        {
            "id": "u1",
            "name": "Audio is slow",
            "severity": "MEDIUM",
            "lastUpdateStatus": "IDENTIFIED",
            "duration": 0,
            "created_at": T0,
            "updated_at": T1,
            "services": [{"id": "s", "name": "Audio"}],
            "incidentUpdates": [
                {"status": "INVESTIGATING", "description": "Looking.", "publicIncidentUpdateDate": T0},
                {"status": "IDENTIFIED", "description": "Found.", "publicIncidentUpdateDate": T1},
            ],
        }
    ]
}
STATUSCAST: Final[Json] = {
    "PageName": "Acme",
    "StatusText": "Some trouble",
    "Status": "Degraded Performance",
    "UnresolvedIncidents": [
        {"Id": 5, "Subject": "Mail is late", "DateToPost": T0, "AffectedComponents": ["Mail"]}
    ],
    "UpcomingIncidents": [{"Id": 6, "Subject": "Work", "DateToPost": "2025-12-01T00:00:00Z"}],
}
HYPERPING: Final[Json] = {"indicator": "outage", "uptime": "99.1%"}
CACHET: Final[Json] = {
    "meta": {"pagination": {"total": 3}},
    "data": [
        {
            "id": 1,
            "name": "API",
            "status": "3",
            "status_name": "Partial Outage",
            "deleted_at": None,
            "enabled": True,
        },
        {
            "id": 2,
            "name": "Web",
            "status": 1,
            "status_name": "Operational",
            "deleted_at": None,
            "enabled": True,
        },
        {
            "id": 3,
            "name": "Gone",
            "status": 4,
            "status_name": "Major Outage",
            "deleted_at": "2020-01-01 00:00:00",
        },
    ],
}
CACHET_INCIDENTS: Final[Json] = {
    "meta": {"pagination": {"total": 2}},
    "data": [
        {
            "id": 9,
            "name": "API fails",
            "status": 2,
            "human_status": "Identified",
            "message": "Looking.",
            "created_at": "2025-11-18 11:50:00",
            "updated_at": "2025-11-18 11:56:00",
        },
        {
            "id": 8,
            "name": "Over",
            "status": 4,
            "human_status": "Fixed",
            "message": "x",
            "created_at": "2025-11-17 08:00:00",
        },
    ],
}
UPTIME_KUMA: Final[Json] = {
    "config": {"slug": "main", "title": "Acme"},
    "incident": {"id": 3, "title": "API down", "content": "Looking.", "createdDate": "2025-11-18 11:50:00"},
    "publicGroupList": [
        {"id": 1, "name": "Core", "monitorList": [{"id": 1, "name": "API"}, {"id": 2, "name": "Web"}]}
    ],
    "maintenanceList": [
        {"id": 4, "title": "Work", "status": "scheduled", "timeslotList": [{"startDate": T1}]}
    ],
}
KUMA_BEATS: Final[Json] = {
    "heartbeatList": {
        "1": [
            {"status": 1, "time": "2025-11-18 11:49:00.000"},
            {"status": 0, "time": "2025-11-18 11:50:00.000"},
        ],
        "2": [{"status": 1, "time": "2025-11-18 11:50:00.000"}],
        "3": [],
    },
    "uptimeList": {"1_24": 0.99},
}
UPPTIME: Final[Json] = [
    {"name": "Web", "slug": "web", "status": "down", "uptime": "99.95%", "time": 100},
    {"name": "Mail", "slug": "mail", "status": "up", "uptime": "100.00%", "time": 90},
]
CSTATE: Final[Json] = {
    "is": "index",
    "cStateVersion": "6.0",
    "title": "Acme status",
    "baseURL": "https://status.acme.example/",
    "summaryStatus": "disrupted",
    "pinnedIssues": [],
    "systems": [
        {
            "name": "Mail",
            "category": "Core",
            "status": "disrupted",
            "unresolvedIssues": [
                {
                    "title": "Mail is late",
                    "createdAt": "2025-11-18 11:50:00 +0000 UTC",
                    "lastMod": "2025-11-18 11:56:00 +0000 UTC",
                    "permalink": "https://status.acme.example/issues/mail/",
                    "severity": "disrupted",
                    "resolved": False,
                    "resolvedAt": "<no value>",
                    "affected": ["Mail"],
                    "filename": "mail.md",
                }
            ],
        },
        {"name": "Web", "category": "Core", "status": "ok", "unresolvedIssues": []},
    ],
}
GATUS: Final[Json] = [
    {"name": "api", "group": "core", "key": "core_api", "results": [{"success": False}, {"success": False}]},
    {"name": "web", "group": "core", "key": "core_web", "results": [{"success": True}, {"success": False}]},
    {"name": "dns", "key": "_dns", "results": [{"success": True}]},
]
STATUSPAL: Final[Json] = {
    "status_page": {
        "name": "Acme",
        "subdomain": "acme",
        "url": "https://acme.example",
        "current_incident_type": "major",
    },
    "services": [
        {"id": 1, "name": "Core", "children": [{"id": 2, "name": "API", "current_incident_type": "major"}]},
        {"id": 3, "name": "Web", "current_incident_type": None, "children": []},
    ],
    "incidents": [
        {
            "id": 7,
            "title": "API down",
            "type": "major",
            "service_ids": [2],
            "starts_at": "2025-11-18T11:50:00",
            "ends_at": None,
            "updates": [{"description": "Looking.", "posted_at": "2025-11-18T11:50:00"}],
        }
    ],
    "maintenances": [{"id": 8, "title": "Work", "type": "scheduled", "starts_at": "2025-12-01T00:00:00"}],
}
SORRY: Final[Json] = {
    "page": {"name": "Acme", "state": "degraded", "url": "https://acme.example"},
    "components": [
        {"id": 1, "name": "API", "state": "partially_degraded"},
        {"id": 2, "name": "Web", "state": "operational"},
    ],
}
SORRY_NOTICES: Final[Json] = {
    "notices": [
        {
            "id": "n1",
            "type": "unplanned",
            "state": "identified",
            "subject": "Requests fail",
            "began_at": "2025-11-18T11:50:00Z",
            "ended_at": None,
            "updated_at": "2025-11-18T11:56:00Z",
            "components": [{"id": 1, "name": "API", "state": "partially_degraded"}],
            "updates": [
                {"state": "identified", "content": "Found.", "created_at": "2025-11-18T11:56:00Z"},
                {"state": "investigating", "content": "Looking.", "created_at": "2025-11-18T11:50:00Z"},
            ],
        },
        {
            "id": "n2",
            "type": "planned",
            "state": "scheduled",
            "subject": "Work",
            "begins_at": "2025-11-20T02:00:00Z",
        },
        {"id": "n3", "type": "general", "state": "open", "subject": "Welcome to our page"},
        {
            "id": "n4",
            "type": "unplanned",
            "state": "false_alarm",
            "subject": "Nothing",
            "began_at": "2025-11-17T02:00:00Z",
        },
    ],
}
ROOTLY: Final[Json] = {
    "page": {
        "name": "Acme",
        "url": "https://status.acme.example",
        "time_zone": "Etc/UTC",
        "updated_at": "2025-11-18T11:56:00Z",
    },
    "status": {"indicator": "major", "description": "Some of it is down"},
    "incidents": [
        {
            "id": "r1",
            "title": "Requests fail",
            "status": "identified",
            "started_at": "2025-11-18T11:50:00Z",
            "events": [
                {"event": "Found.", "status": "identified", "started_at": "2025-11-18T11:56:00Z"},
                {"event": "Looking.", "status": "investigating", "started_at": "2025-11-18T11:50:00Z"},
            ],
        },
        {"id": "r2", "title": "Work", "status": "scheduled", "started_at": "2025-11-20T02:00:00Z"},
    ],
}
FRESHSTATUS: Final[Json] = {
    "count": 3,
    "results": [
        {
            "id": 31,
            "title": "Requests fail",
            "description": "Looking.",
            "is_planned": False,
            "start_time": "2025-11-18T11:50:00Z",
            "end_time": None,
            "updated_at": "2025-11-18T11:56:00Z",
            "affected_components": [
                {"component": 7, "new_status": "MO"},
                {"component": 8, "new_status": "PD"},
            ],
            "updates": [{"message": "Found.", "created_at": "2025-11-18T11:56:00Z"}],
        },
        {
            "id": 30,
            "title": "Older",
            "is_planned": False,
            "start_time": "2025-11-17T11:00:00Z",
            "end_time": "2025-11-17T12:00:00Z",
            "affected_components": [],
        },
        {
            "id": 29,
            "title": "Work",
            "is_planned": True,
            "scheduled_start_time": "2025-11-20T02:00:00Z",
            "scheduled_end_time": "2025-11-20T04:00:00Z",
            "affected_components": [],
        },
    ],
}
STRIPE: Final[Json] = {
    "UptimeStatus": "degraded",
    "message": "Some of it is slow",
    "uptimeData": [
        {"key": "api", "title": "API", "warning": {"message": "slow"}},
        {"key": "dashboard", "title": "Dashboard", "warning": None},
    ],
}
YANDEX_INCIDENT: Final[Json] = {
    "id": 41,
    "title": "Requests fail",
    "status": "open",
    "startDate": "2025-11-18T11:50:00.000Z",
    "endDate": None,
    "updatedAt": "2025-11-18T11:56:00.000Z",
    "levelId": 2,
    "zones": [{"slug": "ru-central1-a"}],
}
YANDEX_CLOUD: Final = [
    {"id": 1, "name": "Compute", "slug": "compute", "consoleUrl": "", "incidents": [YANDEX_INCIDENT]},
    {"id": 2, "name": "Storage", "slug": "storage", "consoleUrl": "", "incidents": [YANDEX_INCIDENT]},
    {
        "id": 3,
        "name": "DNS",
        "slug": "dns",
        "consoleUrl": "",
        "incidents": [
            {**YANDEX_INCIDENT, "id": 40, "status": "resolved", "endDate": "2025-11-18T11:55:00.000Z"},
        ],
    },
]
RIOT: Final[Json] = {
    "id": "EUW1",
    "name": "EU West",
    "locales": ["de_DE", "en_GB"],
    "maintenances": [
        {
            "id": 52,
            "titles": [{"locale": "en_US", "content": "Work"}],
            "updates": [],
            "created_at": "2025-11-20T02:00:00+00:00",
            "incident_severity": None,
            "maintenance_status": "scheduled",
        },
    ],
    "incidents": [
        {
            "id": 51,
            "titles": [
                {"locale": "de_DE", "content": "Anmelden geht nicht"},
                {"locale": "en_US", "content": "Logging in fails"},
            ],
            "updates": [
                {
                    "translations": [{"locale": "en_US", "content": "Found."}],
                    "created_at": "2025-11-18T11:56:00+00:00",
                },
                {
                    "translations": [{"locale": "en_US", "content": "Looking."}],
                    "created_at": "2025-11-18T11:50:00+00:00",
                },
            ],
            "created_at": "2025-11-18T11:50:00+00:00",
            "updated_at": None,
            "incident_severity": "critical",
            "maintenance_status": None,
        },
    ],
}
PSN_OUTAGE: Final[Json] = {"statusId": 1, "statusType": "Outage", "startDate": "2025-11-18T11:50:00+00:00"}
PLAYSTATION: Final[Json] = {
    "status": [],
    "countries": [
        {
            "countryCode": "US",
            "status": [],
            "services": [
                {
                    "serviceName": "Store",
                    "status": [],
                    "resources": [
                        {"resourceName": "PS5", "status": [PSN_OUTAGE]},
                    ],
                },
                {
                    "serviceName": "Account",
                    "resources": [],
                    "status": [
                        {"statusType": "Outage", "startDate": "2025-10-01T11:50:00+00:00"},
                        {"statusType": "Maintenance", "startDate": "2025-11-20T02:00:00+00:00"},
                    ],
                },
            ],
        },
        {
            "countryCode": "CA",
            "status": [],
            "services": [
                {"serviceName": "Store", "status": [PSN_OUTAGE], "resources": []},
                {"serviceName": "Video", "status": [], "resources": []},
            ],
        },
    ],
}
XBOX: Final[Json] = {
    "Status": {"Overall": {"State": "Impacted", "Id": 2, "LastUpdated": "2025-11-18T11:56:00.0000000+00:00"}},
    "CoreServices": [
        {
            "Id": 23,
            "Name": "Account",
            "Status": {"Name": "Impacted", "Id": 2},
            "Scenarios": [
                {
                    "Id": 35048,
                    "Name": "Sign-in",
                    "Status": {"Name": "Impacted", "Id": 2},
                    "Incidents": [
                        {
                            "Id": "x1",
                            "Begin": "2025-11-18T11:50:00.0000000+00:00",
                            "Stage": {"Id": 1, "Message": "Looking."},
                        },
                    ],
                },
            ],
        },
        {"Id": 22, "Name": "Store", "Status": {"Name": "None", "Id": 1}, "Scenarios": []},
    ],
}
XBOX_XML: Final = (
    b'<?xml version="1.0" encoding="utf-8"?><ServiceStatus xmlns:xsd="http://www.w3.org/2001/XMLSchema"><Status><Overall>'
    b"<State>Impacted</State><Id>2</Id></Overall></Status><CoreServices><Category><Id>23</Id><Name>Account</Name>"
    b"<Status><Name>Impacted</Name><Id>2</Id></Status><Scenarios><Scenario><Id>35048</Id><Status><Name>Impacted</Name>"
    b"</Status><Name>Sign-in</Name><Incidents><Incident><Id>x1</Id><Begin>2025-11-18T11:50:00.0000000+00:00</Begin>"
    b"<Stage><Id>1</Id><Message>Looking.</Message></Stage></Incident></Incidents></Scenario></Scenarios></Category>"
    b"<Category><Id>22</Id><Name>Store</Name><Status><Name>None</Name></Status><Scenarios /></Category></CoreServices>"
    b"</ServiceStatus>"
)
FLASHDUTY: Final[Json] = {
    "schema_version": "1.0",
    "page": {"name": "Acme", "url": "https://acme.example"},
    "overall": {"status": "partial_outage"},
    "ongoing_incidents": [
        {
            "id": "f1",
            "name": "Chat fails",
            "status": "identified",
            "current_worst_impact": "full_outage",
            "started_at": T0,
            "last_update_at": T1,
            "last_update_message": "Found.",
            "affected_components": [{"name": "Chat"}],
        }
    ],
    "in_progress_maintenances": [],
    "scheduled_maintenances": [{"id": "f2", "name": "Work", "starts_at": "2025-12-01T00:00:00Z"}],
}
UPTIMEROBOT: Final[Json] = {
    "status": "ok",
    "data": [
        {"monitorId": 1, "name": "API", "statusClass": "danger"},
        {"monitorId": 2, "name": "Web", "statusClass": "success"},
        {"monitorId": 3, "name": "Paused", "statusClass": "black"},
    ],
}
AWS_HEALTH: Final[Json] = [
    {
        "date": "1763466600",
        "arn": "arn:aws:health:us-east-1::event/MULTIPLE_SERVICES/X/X_1",
        "region_name": "N. Virginia",
        "status": "2",
        "service": "multipleservices-us-east-1",
        "service_name": "Multiple services",
        "summary": "Error rates",
        "event_log": [
            {"summary": "Error rates", "message": "Looking.", "status": 1, "timestamp": 1763466600},
            {"summary": "Error rates", "message": "Found.", "status": 2, "timestamp": 1763466960},
        ],
        "impacted_services": {
            "ec2-us-east-1": {"service_name": "Amazon EC2", "current": "2", "max": "3"},
            "s3-us-east-1": {"service_name": "Amazon S3", "current": "0", "max": "1"},
        },
    }
]
AWS_LEGACY: Final[Json] = {
    "archive": [
        {
            "service_name": "EC2 (Ohio)",
            "summary": "[RESOLVED] Old",
            "date": "1763300000",
            "status": 1,
            "service": "ec2-us-east-2",
        }
    ],
    "current": [
        {
            "service_name": "Kinesis (N. Virginia)",
            "summary": "Error rates",
            "date": "1763466600",
            "status": "2",
            "description": (
                '<div><span class="yellowfg"> 3:50 AM PST</span>&nbsp;Looking.</div>'
                '<div><span class="yellowfg"> 3:56 AM PST</span>&nbsp;Found.</div>'
            ),
            "service": "kinesis-us-east-1",
        }
    ],
}
GOOGLE_CLOUD: Final[Json] = [
    {
        "id": "AbCdEf",
        "begin": "2025-11-18T11:50:00+00:00",
        "created": "2025-11-18T11:55:00+00:00",
        "modified": "2025-11-18T11:56:00+00:00",
        "external_desc": "Errors in us-west1",
        "updates": [
            {"when": "2025-11-18T11:56:00+00:00", "text": "Found.", "status": "SERVICE_OUTAGE"},
            {"when": "2025-11-18T11:55:00+00:00", "text": "Looking.", "status": "SERVICE_OUTAGE"},
        ],
        "status_impact": "SERVICE_OUTAGE",
        "severity": "high",
        "affected_products": [{"title": "Cloud Run", "id": "x"}],
        "currently_affected_locations": [{"title": "Oregon (us-west1)", "id": "us-west1"}],
        "uri": "incidents/AbCdEf",
    },
    {
        "id": "Old",
        "begin": "2025-11-01T00:00:00+00:00",
        "end": "2025-11-01T02:00:00+00:00",
        "external_desc": "Over",
        "updates": [{"when": "2025-11-09T00:00:00+00:00", "text": "Report.", "status": "AVAILABLE"}],
        "status_impact": "SERVICE_DISRUPTION",
    },
]
AZURE_DEVOPS: Final[Json] = {
    "lastUpdated": T1,
    "status": {"health": "degraded", "message": "Some trouble"},
    "services": [
        {"id": "Pipelines", "geographies": [{"id": "US", "name": "United States", "health": "unhealthy"}]},
        {"id": "Boards", "geographies": [{"id": "US", "name": "United States", "health": "healthy"}]},
    ],
}
MICROSOFT365: Final[Json] = {
    "Id": "p1",
    "AuthoredDateTime": "2025-11-18T11:50:00+00:00",
    "InternalDateTime": "2025-11-18T11:56:00+00:00",
    "LastUpdatedTime": "2025-11-18T11:56:30.490309+00:00",
    "Title": "Sign-in fails",
    "Message": "<div>Looking.</div>",
    "Status": "Service degradation",
}
ORACLE: Final[Json] = {
    "regionHealthReports": [
        {
            "regionName": "us-ashburn-1",
            "regionCanonicalName": "US East (Ashburn)",
            "serviceHealthReports": [
                {
                    "serviceName": "Compute",
                    "serviceStatus": "ServiceDisruption",
                    "incidents": [{"incidentId": "CN-1", "severity": "x"}],
                },
                {"serviceName": "DNS", "serviceStatus": "NormalPerformance", "incidents": []},
            ],
        }
    ]
}
SLACK: Final[Json] = {
    "status": "active",
    "date_created": T0,
    "date_updated": T1,
    "active_incidents": [
        {
            "id": 9,
            "title": "Messages are late",
            "type": "outage",
            "status": "active",
            "date_created": "2025-11-18T03:50:00-08:00",
            "date_updated": "2025-11-18T03:56:00-08:00",
            "url": "https://slack-status.example/9",
            "services": ["Messaging"],
            "notes": [
                {"date_created": "2025-11-18T03:56:00-08:00", "body": "<p>Found.</p>"},
                {"date_created": "2025-11-18T03:50:00-08:00", "body": "<p>Looking.</p>"},
            ],
        },
        {
            "id": 10,
            "title": "Work",
            "type": "maintenance",
            "status": "active",
            "date_created": "2025-11-18T03:50:00-08:00",
        },
    ],
}
HEROKU: Final[Json] = {
    "status": [{"system": "Apps", "status": "red"}, {"system": "Data", "status": "green"}],
    "incidents": [
        {
            "id": 55,
            "title": "Apps time out",
            "state": "open",
            "resolved": False,
            "created_at": T0,
            "updated_at": T1,
            "full_url": "https://status.heroku.example/55",
            "updates": [
                {
                    "contents": "Found.",
                    "created_at": T1,
                    "update_type": "issue",
                    "status_prod": "red",
                    "status_dev": "red",
                },
                {
                    "contents": "Looking.",
                    "created_at": T0,
                    "update_type": "investigating",
                    "status_prod": "yellow",
                },
            ],
        }
    ],
    "scheduled": [],
}
SALESFORCE: Final[Json] = [
    {
        "key": "NA1",
        "location": "NA",
        "status": "MAJOR_INCIDENT_CORE",
        "isActive": True,
        "Incidents": [
            {
                "id": 77,
                "createdAt": T1,
                "updatedAt": T1,
                "IncidentImpacts": [
                    {"startTime": T0, "endTime": None, "type": "serviceDisruption", "severity": "major"}
                ],
                "IncidentEvents": [{"createdAt": T1, "message": "Looking."}],
                "instanceKeys": ["NA1"],
            }
        ],
        "Maintenances": [{"id": 78, "name": "Work", "plannedStartTime": "2025-12-01T00:00:00Z"}],
    },
    {"key": "EU1", "location": "EU", "status": "OK", "isActive": True, "Incidents": [], "Maintenances": []},
]
APPLE: Final[Json] = {
    "services": [
        {"serviceName": "App Store", "redirectUrl": None, "events": []},
        {
            "serviceName": "Mail",
            "redirectUrl": None,
            "events": [
                {
                    "messageId": "m1",
                    "statusType": "Outage",
                    "eventStatus": "ongoing",
                    "epochStartDate": 1763466600000,
                    "epochEndDate": None,
                    "message": "Mail is late.",
                    "usersAffected": "Some users are affected",
                }
            ],
        },
    ]
}
META: Final[Json] = [
    {"id": "fbs", "name": "Ads", "services": [{"name": "Ads Manager", "status": "High disruptions"}]},
    {"id": "wa", "name": "WhatsApp", "services": [{"name": "Cloud API", "status": "No known issues"}]},
]
OPENSTATUS_URL: Final = "https://x.example/api/status/summary.json"


def _rss(head: str, *items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


AWS_FEED: Final = _rss(
    "<title>Amazon Web Services Service Status</title><link>http://status.aws.amazon.com/</link>",
    "<item><title>Service disruption: Error rates</title><pubDate>Tue, 18 Nov 2025 03:56:00 PST</pubDate>"
    "<guid>http://status.aws.amazon.com/#ec2-us-east-1_1763466960</guid><description>Found.</description></item>",
    "<item><title>Informational message: Error rates</title><pubDate>Tue, 18 Nov 2025 03:50:00 PST</pubDate>"
    "<guid>http://status.aws.amazon.com/#ec2-us-east-1_1763466600</guid><description>Looking.</description></item>",
    "<item><title>Service is operating normally: [RESOLVED] Old</title>"
    "<pubDate>Mon, 17 Nov 2025 03:50:00 PST</pubDate>"
    "<guid>http://status.aws.amazon.com/#s3-eu-west-1_1763380200</guid><description>Over.</description></item>",
)
AZURE_FEED: Final = _rss(
    "<title>Azure Status</title><link>https://azure.status.microsoft/en-us/status/</link>"
    "<lastBuildDate>Tue, 18 Nov 2025 11:56:00 Z</lastBuildDate>",
    '<item><guid isPermaLink="false">trouble-in-west-us</guid><category>Virtual Machines</category>'
    "<category>West US</category><category>East US 2</category><title>Trouble in West US</title>"
    "<description>&lt;p&gt;Looking.&lt;/p&gt;</description><pubDate>Tue, 18 Nov 2025 11:50:00 Z</pubDate></item>",
)
GOOGLE_FEED: Final = (
    b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Google Cloud Service Health Updates</title>'
    b'<link href="https://status.cloud.google.com/" rel="alternate"/><updated>2025-11-18T11:56:00+00:00</updated>'
    b"<entry><title>UPDATE: Errors in us-west1</title>"
    b'<link href="https://status.cloud.google.com/incidents/AbCdEf" rel="alternate"/>'
    b"<id>tag:status.cloud.google.com,2025:feed:AbCdEf.2</id><updated>2025-11-18T11:56:00+00:00</updated>"
    b'<summary type="html">&lt;p&gt;Found.&lt;/p&gt;&lt;p&gt;Affected products: Cloud Run, Cloud SQL&lt;/p&gt;'
    b"&lt;p&gt;Affected locations: Oregon (us-west1)&lt;/p&gt;</summary></entry>"
    b"<entry><title>INVESTIGATING: Errors in us-west1</title>"
    b'<link href="https://status.cloud.google.com/incidents/AbCdEf" rel="alternate"/>'
    b"<id>tag:status.cloud.google.com,2025:feed:AbCdEf.1</id><updated>2025-11-18T11:50:00+00:00</updated>"
    b'<summary type="html">&lt;p&gt;Looking.&lt;/p&gt;</summary></entry></feed>'
)
WORKSPACE_FEED: Final = _rss(
    "<title>G Suite Status Dashboard</title><link>http://www.google.com/appsstatus/rss/en</link>",
    "<item><title>Gmail</title><link>http://www.google.com/appsstatus#hl=en</link><description>"
    '&lt;p&gt;&lt;img src="http://www.google.com/appsstatus/img/yellow.gif" /&gt;&amp;nbsp;November 18, 2025 3:50:00 AM PST'
    "&lt;/p&gt;&lt;p&gt;Looking.&lt;/p&gt;</description><pubDate>Tue, 18 Nov 2025 11:50:00 GMT</pubDate>"
    "<guid>outageid:1</guid></item>",
)
SITE24X7: Final = (
    b'<?xml version="1.0"?><rss version="2.0" xmlns:site24x7="https://www.site24x7.com/rssdefinitions.do#"><channel>'
    b"<title>Acme - Status</title><link>https://status.acme.example</link>"
    b"<item><title>api - Major Outage</title><link>https://status.acme.example#/components/A1</link>"
    b"<pubDate>Tue, 18 Nov 2025 11:50:00 +0000</pubDate><guid>same</guid></item>"
    b"<item><title>web - Operational</title><link>https://status.acme.example#/components/B2</link>"
    b"<pubDate>Tue, 18 Nov 2025 11:50:00 +0000</pubDate><guid>same</guid></item></channel></rss>"
)
NEWS: Final = _rss(
    "<title>Hacker News</title><link>https://news.ycombinator.com/</link>",
    "<item><title>Cloudflare is down</title><link>https://news.ycombinator.com/item?id=1</link>"
    "<pubDate>Tue, 18 Nov 2025 11:50:00 +0000</pubDate></item>",
)


def _bytes(document: Json) -> bytes:
    return json.dumps(document).encode()


PLATFORMS: Final[Mapping[str, tuple[str, bytes]]] = {
    "instatus": ("instatus", _bytes(INSTATUS)),
    "betterstack": ("betterstack", _bytes(BETTERSTACK)),
    "statusio": ("statusio", _bytes(STATUSIO)),
    "firehydrant": ("firehydrant", _bytes(FIREHYDRANT)),
    "checkly": ("checkly", _bytes(CHECKLY)),
    "statuscast": ("statuscast", _bytes(STATUSCAST)),
    "hyperping": ("hyperping", _bytes(HYPERPING)),
    "cachet": ("cachet", _bytes(CACHET)),
    "cachet incidents": ("cachet", _bytes(CACHET_INCIDENTS)),
    "uptime kuma": ("uptime_kuma", _bytes(UPTIME_KUMA)),
    "uptime kuma's beats": ("uptime_kuma", _bytes(KUMA_BEATS)),
    "upptime": ("upptime", _bytes(UPPTIME)),
    "cstate": ("cstate", _bytes(CSTATE)),
    "gatus": ("gatus", _bytes(GATUS)),
    "statuspal": ("statuspal", _bytes(STATUSPAL)),
    "sorry": ("sorry", _bytes(SORRY)),
    "sorry's notices": ("sorry", _bytes(SORRY_NOTICES)),
    "rootly": ("rootly", _bytes(ROOTLY)),
    "freshstatus": ("freshstatus", _bytes(FRESHSTATUS)),
    "stripe": ("stripe", _bytes(STRIPE)),
    "yandex cloud": ("yandex_cloud", _bytes(YANDEX_CLOUD)),
    "riot": ("riot", _bytes(RIOT)),
    "playstation": ("playstation", _bytes(PLAYSTATION)),
    "xbox": ("xbox", _bytes(XBOX)),
    "xbox, in XML": ("xbox", XBOX_XML),
    "flashduty": ("flashduty", _bytes(FLASHDUTY)),
    "uptimerobot": ("uptimerobot", _bytes(UPTIMEROBOT)),
    "aws health": ("aws_health", json.dumps(AWS_HEALTH).encode("utf-16")),
    "aws legacy": ("aws_legacy", _bytes(AWS_LEGACY)),
    "google cloud": ("google_cloud", _bytes(GOOGLE_CLOUD)),
    "azure devops": ("azure_devops", _bytes(AZURE_DEVOPS)),
    "microsoft 365": ("microsoft365", _bytes(MICROSOFT365)),
    "oracle": ("oracle_cloud", _bytes(ORACLE)),
    "slack": ("slack", _bytes(SLACK)),
    "heroku": ("heroku", _bytes(HEROKU)),
    "salesforce": ("salesforce", _bytes(SALESFORCE)),
    "apple": ("apple", _bytes(APPLE)),
    "apple, called": ("apple", b"jsonCallback(" + _bytes(APPLE) + b");\n"),
    "meta": ("meta", _bytes(META)),
    "aws feed": ("aws_feed", AWS_FEED),
    "azure feed": ("azure_feed", AZURE_FEED),
    "google cloud feed": ("google_cloud_feed", GOOGLE_FEED),
    "google workspace feed": ("google_workspace_feed", WORKSPACE_FEED),
    "site24x7": ("site24x7", SITE24X7),
    "news": ("news", NEWS),
}
