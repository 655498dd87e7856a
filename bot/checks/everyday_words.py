"""Words that many installations call something of their own by, whatever service has the same name.

A job "redis" is somebody's own Redis far more often than it is Redis Cloud. Who does mean the service says so
by the label that is for that.
"""

from typing import Final

_PLACES: Final = (
    "dev development live local prd prod production qa sandbox stage staging stg test testing uat"
)
_KINDS: Final = (
    "agent api app apps auth backend backup batch billing blackbox build cache cdn check checks ci client "
    "cloud cluster cms console container core cron data database db demo disk dns docs edge email "
    "endpoint events external exporter files frontend ftp gateway grpc health home host hosting hosts "
    "http https icmp identity images ingress instance internal internet jobs kernel ldap line linux lb "
    "load log login logs mail main make media memory metrics mode monitor monitoring network node nodes "
    "one ping pod port payment payments platform probe probes proxy public push queue registry router "
    "scheduler search server servers service services shop site sites smtp snmp ssh ssl status storage "
    "store support system target targets tcp tls uptime user users vm vpn watchdog web webapp webhook "
    "webhooks website websites windows worker workers www"
)
# Words of the language by which somebody calls a service of their own at least as often as they mean the
# vendor of that name: a renderer is "render", a worker of a queue "courier".
_WORDS: Final = (
    "alchemy alloy apollo aqua array assembled atlas augment bandwidth beamer beanstalk bell blend "
    "blender bloom bolt booking box branch bubble buffer calm canary canvas capacity capsule castle "
    "census charter chase chromatic circle clay click close clover cobalt column compass compose "
    "convert copper cortex courier daily delta density depot destiny dispatch doodle drip dynamic "
    "dynamo element embrace endeavor enigma epic exact fabric factory fathom fellow fern fidelity "
    "figment figure flare flywheel folk fond framer freckle front gemini glitch grab grain granola "
    "guardian harness harvest heap height helium helpdesk hermes hex hey hive hover human humanity "
    "hunter increase indigo invision ironclad jellyfish jitter jobber keeper keeping kestrel kick kiln "
    "kit knock lambda latch later lattice launchpad layer ledger lever linear loader lob loom loops "
    "lucid lumen magic mango marvel matrix max maze mend mercury merge meridian messenger meteor "
    "metronome missive mist modal modulus motion motive mural nest nitro octopus optimism optimum orca "
    "otter outbound pack packer packet pandora panther paradox paragon parchment parse parsec "
    "particle patch peacock persona phrase pinpoint pitch plain plane poka polar polly porter portkey "
    "precisely prefect prey prisma profound proof pulley pulse puzzle qualified ramp raven "
    "readme recharge remote render replicate reservoir resolver responsys ring ripple rive roam robin "
    "rumble runway rust sage sapiens sapling scout scribe section seek segment semaphore serval shell "
    "shortcut shotgun sierra sift signal sketch sky slab sling snap socket sonar spark spectrum split "
    "sprig sprout stacker stealth steam stellar stitch streak stream stride summit supercell superset "
    "swell swift tally tango tempo tether threads tidal tide toast together transcend treehouse trellis "
    "tuple twenty unit upbound vend voltage warp wave windmill workable"
)
# What people run themselves and scrape under its own name:
# https://prometheus.io/docs/instrumenting/exporters/
_RUN_AT_HOME: Final = (
    "airflow alertmanager argocd caddy cadvisor cassandra ceph chef clickhouse cockroachdb concourse "
    "confluent consul coredns couchbase couchdb docker drone druid elastic elasticsearch envoy etcd "
    "fluentd gatus ghost gitea gitlab grafana graylog haproxy harbor hashicorp home-assistant influxdb "
    "istio jaeger jenkins jira kafka keycloak kibana kong kubernetes kubelet linkerd loki mariadb "
    "mastodon matrix mattermost meilisearch memcached metabase mimir minio mongo mongodb mysql n8n nats "
    "netdata nextcloud nginx node-red nomad opensearch pgbouncer pihole plausible posthog postgres "
    "postgresql prometheus puppet pulsar rabbitmq rancher redis rocketchat rundeck scylla sentry solr "
    "sonarqube spark supabase teamcity temporal tempo thanos timescaledb traefik trino typesense unifi "
    "uptime-kuma valkey varnish vault vault-agent victoriametrics weaviate wireguard wordpress zabbix "
    "zookeeper"
)
EVERYDAY: Final = frozenset(f"{_PLACES} {_KINDS} {_WORDS}".split())
RUN_AT_HOME: Final = frozenset(_RUN_AT_HOME.split())


def is_everyday(name: str) -> bool:
    """Whether the name says nothing: all of its words are of every day, or numbers."""
    words = _folded(name).split("-")
    return all(len(word) < 2 or word in EVERYDAY or word.isdigit() for word in words)


def may_run_at_home(name: str) -> bool:
    """Whether it is something that many run themselves."""
    return _folded(name) in RUN_AT_HOME


def _folded(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
