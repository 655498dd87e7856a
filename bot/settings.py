"""Settings come from the environment only, are read once, and are passed down by constructor.

Every owner of settings has a subclass of `EnvironmentSettings` with its own prefix. A secret is a
`SecretStr`; each variable NAME is also read from the file that NAME_FILE points to.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot import __version__
from bot.domain.probe import ProbeMode
from bot.domain.web_access import WebAccess
from bot.errors import ConfigurationError


class EnvironmentSettings(BaseModel):
    """Base of every settings class. Build it with `read`; a missing variable keeps its default."""

    # Built when first read: most commands read one or two of them.
    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=True, defer_build=True)
    env_prefix: ClassVar[str] = "SHAREDFATE_"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Read this owner's variables from `environ`. Raises ConfigurationError naming the variable."""
        values: dict[str, str] = {}
        for name in cls.model_fields:
            variable = f"{cls.env_prefix}{name}".upper()
            value = _value_of(variable, environ)
            if value is not None:
                values[name] = value
        try:
            return cls(**values)
        except ValidationError as error:
            first = error.errors()[0]
            variable = f"{cls.env_prefix}{'_'.join(str(part) for part in first['loc'])}".upper()
            raise ConfigurationError(f"{variable} is not usable: {in_own_words(first['msg'])}") from error


def in_own_words(message: str) -> str:
    """What is wrong with a value, without pydantic's words around what a check of ours says."""
    return message.removeprefix("Value error, ")


def _value_of(variable: str, environ: Mapping[str, str]) -> str | None:
    if environ.get(variable):
        return environ[variable]
    path = environ.get(f"{variable}_FILE")
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{variable}_FILE: cannot read {path}: {error.strerror}") from error


class StoreSettings(EnvironmentSettings):
    """Where we keep what we know."""

    env_prefix = ""

    redis_url: SecretStr | None = Field(
        default=None,
        description="A Redis or Valkey server, 7.0 or newer; Sentinels, a Cluster, TLS: see docs/store.md. "
        "Unset: an embedded Valkey in the data folder.",
    )
    redis_tls_ca: Path | None = Field(
        default=None,
        description="A PEM file with who signed the server's certificate, for rediss://. Unset: "
        "those of this system.",
    )
    redis_tls_cert: Path | None = Field(
        default=None, description="A PEM file with our own certificate, where the server asks for one."
    )
    redis_tls_key: Path | None = Field(default=None, description="A PEM file with its key.")
    sharedfate_data_dir: Path = Field(
        default=Path("data"),
        description="Where the embedded store and the console's message journal live.",
    )

    def tls_options(self) -> dict[str, str]:
        """The files of TLS, as redis-py names them. Raises ConfigurationError for one that cannot be read."""
        files = {
            "ssl_ca_certs": ("REDIS_TLS_CA", self.redis_tls_ca),
            "ssl_certfile": ("REDIS_TLS_CERT", self.redis_tls_cert),
            "ssl_keyfile": ("REDIS_TLS_KEY", self.redis_tls_key),
        }
        for variable, path in files.values():
            if path is not None and not os.access(path, os.R_OK):
                raise ConfigurationError(f"{variable}: cannot read {path}: name a PEM file that we may read")
        return {option: str(path) for option, (_, path) in files.items() if path is not None}


class BotSettings(EnvironmentSettings):
    """How the bot itself behaves."""

    announce_open: bool = Field(
        default=False,
        description="Announce what was already going on when we first saw a page. Default: stay silent.",
    )
    announce_to: str = Field(
        default="",
        description="Where alerts go, comma-separated: console:terminal, slack:#incidents, discord:123.",
    )
    deliveries_at_once: int = Field(
        default=64,
        description="How many channels of one chat platform are told at the same time. More where it answers "
        "slowly and you have thousands of channels; what a platform allows a second is heeded all the same.",
        ge=1,
        le=200,
    )
    contact: str = Field(
        default="",
        description="Your address or web page, shown in our User-Agent to the pages we poll. Please set it.",
    )
    polls_at_once: int = Field(
        default=200,
        description="How many pages a process reads at once, at the very most: where they answer quickly "
        "twenty do, of one platform ten; of one platform never more than half of this.",
        ge=1,
        le=2_000,
    )
    catalog: Path | None = Field(
        default=None, description="A TOML file with services of your own, see docs/catalog.md."
    )
    shipped_catalog: bool = Field(
        default=True, description="Whether the shipped services are read, too; false: only your own file."
    )
    vault_key: SecretStr | None = Field(
        default=None,
        description="A long random passphrase, 16 characters at least, that encrypts what chat platforms "
        "entrust to us, such as the tokens of Slack workspaces. To change it: the new one, a comma, the old "
        "one.",
    )
    learned: Path | None = Field(
        default=None,
        description="A TOML file of `sharedfate learn`. Unset: the shipped numbers, see docs/learning.md.",
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_format: Literal["text", "json"] = Field(
        default="text", description="Logs for people, or one JSON object a line: json."
    )
    tracing: bool = Field(
        default=False,
        description="Traces by OpenTelemetry, set up by its own OTEL_ variables in the environment; on, too, "
        "where OTEL_EXPORTER_OTLP_ENDPOINT is set. Needs the extra: pip install 'sharedfate[otel]'.",
    )
    web_port: int = Field(
        default=8080,
        description="Port of the board, its API, /mcp, /healthz, /metrics and /in; 0 switches them off.",
        ge=0,
        le=65535,
    )
    web_host: str = Field(default="127.0.0.1", description="Address that this port listens on.")
    web_access: WebAccess = Field(
        default=WebAccess.PRIVATE,
        description="Who may look at the board, its API and /mcp: private, who sits at this machine; token, "
        "who shows SHAREDFATE_WEB_TOKEN; proxy, whom a proxy lets in; public, everybody, and no channel "
        "and no person is shown. /healthz, /metrics and /in stay as they are. See docs/web.md.",
    )
    web_token: SecretStr | None = Field(
        default=None,
        description="A long random text (openssl rand -hex 32): Authorization: Bearer, or in a browser the "
        "password of any name. Whoever shows it may change watch lists through the API, too. "
        "To change it: the new one, a comma, the old one.",
    )
    web_proxy_header: str = Field(
        default="",
        pattern="^[A-Za-z0-9-]*$",
        description="The header in which the proxy names whom it has let in, such as X-Forwarded-User. The "
        "proxy has to take it out of what strangers send.",
    )
    web_proxies: str = Field(
        default="127.0.0.0/8,::1",
        description="From where that header is believed: addresses or networks, comma-separated.",
    )
    public_url: str = Field(
        default="",
        description="Where people reach the board, such as https://status.example.org: cards in chat, feeds "
        "and calendars lead there. Unset: they lead nowhere.",
    )
    inbound_token: SecretStr | None = Field(
        default=None,
        description="A long random text (openssl rand -hex 32) with which your own tools may hand in their "
        "checks at /in, see docs/inbound.md. Unset: nothing can be handed in. To change it: the new one, a "
        "comma, the old one. One for status pages: pages:… behind a comma.",
    )
    inbound_secret: SecretStr | None = Field(
        default=None,
        description="The same for tools that sign what they send, instead of the token or beside it; those "
        "of several tools with commas between them.",
    )

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        """Take an address without a path: links are made of it."""
        try:
            found = urlsplit(url)
            _ = found.port
        except ValueError:
            found = urlsplit("")
        whole = f"{found.scheme}://{found.netloc}"
        if url and (
            found.scheme not in ("http", "https")
            or not found.hostname
            or "@" in found.netloc
            or url.rstrip("/") != whole
        ):
            raise ValueError("write scheme and host alone, such as https://status.example.org")
        return url.rstrip("/")

    @field_validator("web_proxies")
    @classmethod
    def _are_networks(cls, listed: str) -> str:
        for part in filter(None, (part.strip() for part in listed.split(","))):
            try:
                network = ip_network(part)
            except ValueError:
                raise ValueError(f"{part} is no address and no network such as 10.0.0.0/8") from None
            if network.prefixlen == 0:
                raise ValueError(f"{part} is everybody: anybody could write the header")
        return listed

    @property
    def user_agent(self) -> str:
        """Who we tell pages that we are."""
        return f"sharedfate/{__version__} (status page reader; {self.contact or 'no contact configured'})"


class ProbeSettings(EnvironmentSettings):
    """Whether we probe front pages beside the status pages, and from where."""

    probes: ProbeMode = Field(
        default=ProbeMode.SHADOW,
        description="Probes of front pages behind a shared edge: off; shadow: recorded, counted and shown "
        "when asked, never announced; on. Nothing is probed without SHAREDFATE_CONTACT. See docs/probes.md.",
    )
    vantage: str = Field(
        default="here",
        pattern="^[a-z0-9-]{1,32}$",
        description="The name of the place that this process probes from: a-z, 0-9 and -, 32 at most. Two "
        "places on one store, each with its name, tell our own network from theirs.",
    )
    dns: str = Field(
        default="",
        description="The DNS resolvers that say what services stand on, comma-separated: IPs, with a port "
        "where it is not 53. Unset: those of this system.",
    )
    probes_opt_out: str = Field(
        default="",
        description="What is never probed, comma-separated: hosts, domains with all below them, ids of "
        "services.",
    )
