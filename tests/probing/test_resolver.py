"""What DNS says of a name, asked over real packets of a resolver on loopback."""

from collections.abc import AsyncIterator

import pytest

from bot.cli.settings_check import setting_faults
from bot.domain.dns import DnsAnswers, DnsFailure
from bot.errors import ConfigurationError
from bot.measuring.reading import MAX_ADDRESSES
from bot.probing.resolver import Resolver
from tests.servers.name_server import Manner, NameServer, name_server

WWW = "www.acme.example"


@pytest.fixture
async def dns() -> AsyncIterator[NameServer]:
    async with name_server() as server:
        server.records["acme.example", "A"] = ["192.0.2.1"]
        server.records["acme.example", "NS"] = ["sima.ns.cloudflare.com.", "Bob.NS.Cloudflare.com."]
        yield server


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.probing.resolver.TRY", 0.05)
    monkeypatch.setattr("bot.probing.resolver.ALL_TRIES", 0.1)


async def asked(dns: NameServer, name: str = WWW, zone: str | None = None) -> DnsAnswers:
    return await Resolver.of(dns.address).answers(name, zone)


async def test_aliases_addresses_and_name_servers_are_told(dns: NameServer) -> None:
    dns.alias(WWW, "Acme.Map.Fastly.NET", "shared.fastly.net", at="151.101.1.6")
    dns.records["shared.fastly.net", "AAAA"] = ["2a04:4e42::1"]

    assert await asked(dns, "WWW.Acme.example.", "acme.example") == DnsAnswers(
        name=WWW,
        chain=("acme.map.fastly.net", "shared.fastly.net"),
        addresses=("151.101.1.6", "2a04:4e42::1"),
        name_servers=("bob.ns.cloudflare.com", "sima.ns.cloudflare.com"),
    )


async def test_the_zone_of_a_name_is_looked_for_above_it(dns: NameServer) -> None:
    dns.records["a.b.acme.example", "A"] = ["192.0.2.2"]

    assert (await asked(dns, "a.b.acme.example")).name_servers == (
        "bob.ns.cloudflare.com",
        "sima.ns.cloudflare.com",
    )
    assert dns.asked["example", "NS"] == 0


async def test_name_servers_of_what_an_alias_leads_to_are_none_of_the_name(dns: NameServer) -> None:
    dns.alias("app.other.example", "x.cloudfront.net", at="13.224.0.1")
    dns.records["x.cloudfront.net", "NS"] = ["ns-1.awsdns-45.com."]

    assert (await asked(dns, "app.other.example")).name_servers == ()


async def test_an_alias_that_was_not_followed_we_follow(dns: NameServer) -> None:
    dns.alias(WWW, "one.example", "two.cloudfront.net", at="13.224.0.1")
    dns.manners.update({WWW: Manner.ONE_STEP, "one.example": Manner.ONE_STEP})

    found = await asked(dns)

    assert (found.chain, found.addresses) == (("one.example", "two.cloudfront.net"), ("13.224.0.1",))


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("manner", "failure"),
    [
        (Manner.SERVFAIL, DnsFailure.REFUSED),
        (Manner.REFUSED, DnsFailure.REFUSED),
        (Manner.GARBAGE, DnsFailure.SILENT),
        (Manner.OTHER, DnsFailure.SILENT),
        (Manner.SILENT, DnsFailure.SILENT),
    ],
)
async def test_a_resolver_that_fails_tells_nothing(
    dns: NameServer, manner: Manner, failure: DnsFailure
) -> None:
    dns.manners["acme.example"] = manner

    assert await asked(dns, "acme.example") == DnsAnswers(name="acme.example", failure=failure)


async def test_a_name_that_nobody_has_is_told_apart_from_one_without_an_address(dns: NameServer) -> None:
    dns.records["mail.acme.example", "TXT"] = ['"x"']

    assert (await asked(dns, "no.acme.example")).failure is DnsFailure.UNKNOWN_NAME
    assert (await asked(dns, "mail.acme.example")).failure is DnsFailure.NO_ADDRESS


@pytest.mark.parametrize("step_by_step", [False, True])
async def test_aliases_in_a_circle_end(dns: NameServer, *, step_by_step: bool) -> None:
    dns.alias("a.example", "b.example", "c.example", "a.example")
    if step_by_step:
        dns.manners.update(dict.fromkeys(("a.example", "b.example", "c.example"), Manner.ONE_STEP))

    assert (await asked(dns, "a.example")).failure in (DnsFailure.REFUSED, DnsFailure.UNUSABLE)
    assert sum(dns.asked.values()) < 20


@pytest.mark.parametrize("step_by_step", [False, True])
async def test_aliases_without_an_end_are_not_followed(dns: NameServer, *, step_by_step: bool) -> None:
    names = [f"x{n}.example" for n in range(50)]
    dns.alias(*names, at="192.0.2.1")
    if step_by_step:
        dns.manners.update(dict.fromkeys(names, Manner.ONE_STEP))

    assert (await asked(dns, "x0.example")).failure in (DnsFailure.REFUSED, DnsFailure.UNUSABLE)
    assert sum(dns.asked.values()) < 50


async def test_a_resolver_that_answers_for_what_does_not_exist_is_not_believed(dns: NameServer) -> None:
    dns.lies = ["52.216.1.1"]

    assert (await asked(dns, "gone.example")).failure is DnsFailure.UNKNOWN_NAME
    assert (await asked(dns, "acme.example")).addresses == ("192.0.2.1",)


async def test_a_huge_answer_comes_over_a_stream_and_is_cut(dns: NameServer) -> None:
    dns.records["big.example", "A"] = [f"198.51.{n // 256}.{n % 256}" for n in range(3_000)]
    dns.records["big.example", "TXT"] = ['"' + "x" * 255 + '"'] * 200

    found = await asked(dns, "big.example")

    assert len(found.addresses) == MAX_ADDRESSES
    assert all(kind != "TXT" for _, kind in dns.asked)


async def test_other_letters_are_asked_for_as_dns_has_them(dns: NameServer) -> None:
    dns.records["xn--bcher-kva.example", "A"] = ["192.0.2.4"]

    assert (await asked(dns, "Bücher.example")).addresses == ("192.0.2.4",)


@pytest.mark.parametrize("name", ["", "a..b", "x" * 70 + ".example"])
async def test_what_is_no_name_is_not_asked(dns: NameServer, name: str) -> None:
    assert (await asked(dns, name)).failure is DnsFailure.UNUSABLE
    assert not dns.asked


@pytest.mark.usefixtures("hasty")
async def test_nobody_there_is_as_good_as_silence() -> None:
    assert (await Resolver.of("127.0.0.1:9").answers("acme.example")).failure is not None


@pytest.mark.parametrize("text", ["dns.example", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:x", "::1:x"])
def test_a_resolver_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="SHAREDFATE_DNS"):
        Resolver.of(text)


def test_resolvers_are_given_with_or_without_a_port() -> None:
    made = Resolver.of("192.0.2.1, 2001:db8::1,[2001:db8::2]:5353 ,192.0.2.2:53,[2001:db8::3]")

    assert isinstance(made, Resolver)


def test_a_resolver_that_cannot_be_is_a_fault_of_the_settings_where_we_probe() -> None:
    def faults(probes: str, *roles: str) -> list[str]:
        own = {
            "SHAREDFATE_SHIPPED_CATALOG": "false",
            "SHAREDFATE_DNS": "dns.example",
            "SHAREDFATE_PROBES": probes,
        }
        return [fault for fault in setting_faults(own, roles, tries_ports=False) if "SHAREDFATE_DNS" in fault]

    assert len(faults("shadow", "probe")) == 1
    assert faults("off", "probe") == faults("on", "poll") == []
