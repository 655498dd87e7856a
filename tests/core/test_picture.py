"""The timeline: any incident, however large and hostile, is a small readable picture with words for it."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain.incident import ChangeKind, Grade, Incident, IncidentState
from bot.domain.status import ComponentStatus
from bot.domain.timeline import Timeline, TimelineEntry
from bot.rendering.card import headline
from bot.rendering.picture.axis import MAX_TICKS, axis_over
from bot.rendering.picture.claims import claims, corrections
from bot.rendering.picture.colours import DARK, LETTERS, LIGHT, Paint, Theme
from bot.rendering.picture.layout import ARROW_ROOM, BAND_HEIGHT, ROW_LINE, TEXT_SIZE, WIDTH, plan
from bot.rendering.picture.rows import MAX_ROWS, NAME_SIZE
from bot.rendering.picture.text import drawable, fitted, font, width, wrapped
from bot.rendering.picture.timeline import MAX_ALT, timeline_picture
from tests.builders import NOON, a_catalog, a_member, a_service, an_incident, at
from tests.screens import main, screens
from tests.servers.respondent import HOSTILE

CATALOG = a_catalog()
NAMES = (
    HOSTILE,
    "x" * 4000,
    "\u202e\u2066" * 50,
    "🤷🏽‍♀️" * 200,
    "مرحبا",
    "日本",
    "\x00\x1b[31m\n",
    "",
    "\ud800",
    "ﷺ" * 99,
)
NAMED = a_catalog(services=[a_service(f"s{n}", name=name or "x") for n, name in enumerate(NAMES)], edges=())
instants = st.datetimes(datetime(2025, 10, 20), datetime(2025, 11, 19), timezones=st.just(UTC))  # noqa: DTZ001
statuses = st.sampled_from(ComponentStatus)
members = st.builds(
    lambda service, since, joined_at, resolved_at, status: a_member(
        service, since=since, joined_at=joined_at, resolved_at=resolved_at, status=status
    ),
    st.one_of(st.sampled_from([*NAMED.services, "discord"]), st.sampled_from(NAMES), st.text(max_size=30)),
    instants,
    instants,
    st.none() | instants,
    statuses,
)
entries = st.builds(
    lambda moment, kind, grade, root, previous: TimelineEntry(
        at=moment, kind=kind, grade=grade, probability=0.9, root=root, members=2, previous_root=previous
    ),
    instants,
    st.sampled_from(ChangeKind),
    st.sampled_from(Grade),
    st.sampled_from(["cloudflare", "unknown/cdn", *NAMED.services]),
    st.sampled_from([None, "cloudflare", HOSTILE, "s0"]),
)
incidents = st.builds(
    lambda found, times, own, started, resolved, state, root: an_incident(
        members=found * times,
        root_report=own,
        started_at=started,
        resolved_at=resolved,
        state=state,
        root=root,
    ),
    st.lists(members, max_size=8).map(tuple),
    st.sampled_from([1, 1, 1, 250]),
    st.none() | members,
    instants,
    st.none() | instants,
    st.sampled_from(IncidentState),
    st.sampled_from(["cloudflare", "unknown/cdn", *NAMED.services, *NAMES]),
)
timelines = st.builds(
    lambda found, times: tuple(found * times), st.lists(entries, max_size=8), st.sampled_from([1, 1, 125])
)


def an_entry(
    moment: datetime = NOON,
    kind: ChangeKind = ChangeKind.GRADED,
    grade: Grade = Grade.PROBABLE,
    *,
    root: str = "cloudflare",
    previous_root: str | None = None,
) -> TimelineEntry:
    return TimelineEntry(
        at=moment, kind=kind, grade=grade, probability=0.9, root=root, members=2, previous_root=previous_root
    )


TIMELINE = (
    an_entry(at(12, 5), ChangeKind.OPENED, Grade.SUSPECTED, root="aws"),
    an_entry(at(12, 30), ChangeKind.REROOTED, Grade.PROBABLE, previous_root="aws"),
    an_entry(at(14, 0), ChangeKind.RESOLVED, Grade.PROBABLE),
)


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def is_colour(image: Image.Image, place: tuple[int, int], colour: str) -> bool:
    """Whether a pixel has the colour, give or take what the palette rounds off."""
    pixel = image.getpixel(place)
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= 3 for a, b in zip(pixel, bytes.fromhex(colour[1:]), strict=True))


def contrast(one: str, other: str) -> float:
    """Of two colours, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    shares = (value / 255 for value in bytes.fromhex(colour[1:]))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@given(incidents, timelines, instants)
def test_any_incident_is_a_small_picture_with_words(
    incident: Incident, timeline: Timeline, now: datetime
) -> None:
    picture = timeline_picture(incident, timeline, NAMED, now)
    image = opened(picture.png)

    assert image.width == WIDTH
    assert image.height <= 2_000
    assert len(picture.png) < 300_000
    assert 0 < len(picture.alt) <= MAX_ALT
    assert picture.name.removesuffix(".png").replace("-", "").isalnum()
    assert picture.name.isascii()


@given(incidents, timelines, instants)
def test_every_part_is_within_the_picture(incident: Incident, timeline: Timeline, now: datetime) -> None:
    found = plan(incident, timeline, NAMED, now)

    assert len(found.rows) <= MAX_ROWS
    assert found.rows_top + len(found.rows) * ROW_LINE <= found.axis_top < found.footer_top < found.height
    for row in found.rows:
        assert width(row.name, NAME_SIZE) <= found.axis.left - 40
        if row.status is not None:
            assert found.axis.left <= row.left < row.right <= found.axis.right <= WIDTH - ARROW_ROOM
            assert width(LETTERS[row.status], TEXT_SIZE) + 8 <= row.right - row.left
    lines = (found.subtitle, found.footer, *found.notes)
    assert all(width(line, TEXT_SIZE) <= WIDTH - 80 for line in lines)
    assert 1 <= len(found.axis.ticks()) <= MAX_TICKS
    assert all(found.axis.left <= x <= found.axis.right for x, _ in found.axis.ticks())


@given(timelines, instants)
def test_claims_follow_each_other_whatever_the_order_of_the_timeline(
    timeline: Timeline, now: datetime
) -> None:
    held = claims(an_incident(), timeline, now)

    assert all(before.until <= after.since for before, after in pairwise(held))
    assert all(claim.grade.is_announced for claim in held)


@given(st.one_of(st.text(), st.sampled_from(NAMES)), st.integers(40, 400))
def test_every_text_is_drawn_in_glyphs_that_exist_and_fits(text: str, room: int) -> None:
    shown = drawable(text)

    assert any(character.isalnum() for character in shown) or shown == "?"
    missing = bytes(font(TEXT_SIZE).getmask("日"))
    assert all(bytes(font(TEXT_SIZE).getmask(c)) != missing for c in set(shown))
    assert width(fitted(shown, TEXT_SIZE, room), TEXT_SIZE) <= room
    lines = wrapped(shown, TEXT_SIZE, room, 3)
    assert len(lines) <= 3
    assert all(width(line, TEXT_SIZE) <= room for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Crème brûlée — café", "Creme brulee - cafe"),
        ("down 🤷🏽‍♀️ again", "down again"),
        ("日本 Cloud → EU", "? Cloud -> EU"),
        ("日本", "its id"),
        ("\u202e\x00\n", "its id"),
    ],
)
def test_what_has_no_glyph_is_said_otherwise_or_left_out(text: str, shown: str) -> None:
    assert drawable(text, "its id") == shown


def test_the_same_incident_is_the_same_bytes() -> None:
    assert timeline_picture(an_incident(), TIMELINE, CATALOG, NOON) == timeline_picture(
        an_incident(), TIMELINE, CATALOG, NOON
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_all_that_is_written_stands_out(theme: Theme) -> None:
    boxes: list[Paint] = [*theme.statuses.values(), *theme.grades.values()]

    assert set(theme.statuses) == set(ComponentStatus)
    assert all(contrast(ink, theme.background) >= 4.5 for ink in (theme.text, theme.muted))
    assert all(contrast(box.ink, box.fill) >= 4.5 for box in boxes)
    assert all(contrast(box.edge, theme.background) >= 4.5 for box in boxes)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("page", ["#FFFFFF", "#F2F3F5", "#1A1D21", "#313338"])
def test_the_card_is_set_off_from_slack_and_discord_in_light_and_dark(theme: Theme, page: str) -> None:
    assert max(contrast(theme.border, page), contrast(theme.background, page)) >= 3


def test_nobody_needs_to_tell_colours_apart() -> None:
    assert set(LETTERS) == set(ComponentStatus)
    assert len(set(LETTERS.values())) == len(LETTERS)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_bar_has_the_colour_of_its_status_and_ends_where_its_report_was_closed(theme: Theme) -> None:
    shut = a_member(since=at(12), resolved_at=at(13), status=ComponentStatus.MAJOR_OUTAGE)
    still = a_member("openai", since=at(12, 1), status=ComponentStatus.DEGRADED_PERFORMANCE)
    incident = an_incident(members=(shut, still))
    found = plan(incident, (), CATALOG, at(14))
    image = opened(timeline_picture(incident, (), CATALOG, at(14), theme).png)
    after, quarter = found.axis.x(at(13, 15)), found.axis.x(at(12, 15))
    first, second = (found.rows_top + n * ROW_LINE + 14 for n in (1, 2))

    assert is_colour(image, (quarter, first), theme.statuses[ComponentStatus.MAJOR_OUTAGE].fill)
    assert is_colour(image, (after, first), theme.background)
    assert is_colour(image, (after, second), theme.statuses[ComponentStatus.DEGRADED_PERFORMANCE].fill)
    assert is_colour(image, (found.axis.right + 3, second + 14), theme.statuses[still.status].fill)


def test_the_band_has_the_colours_of_what_we_said() -> None:
    incident = an_incident(state=IncidentState.RESOLVED, resolved_at=at(14))
    found = plan(incident, TIMELINE, CATALOG, at(20))
    image = opened(timeline_picture(incident, TIMELINE, CATALOG, at(20)).png)
    low = found.band_top + BAND_HEIGHT - 5

    assert is_colour(image, (found.axis.x(at(12, 2)), low), LIGHT.background)
    assert is_colour(image, (found.axis.x(at(12, 10)), low), LIGHT.grades[Grade.SUSPECTED].fill)
    assert is_colour(image, (found.axis.x(at(12, 50)), low), LIGHT.grades[Grade.PROBABLE].fill)
    assert found.notes == (
        "12:05 suspected · 12:30 probable",
        "12:30 we said aws -> Cloudflare",
        "14:00 resolved",
    )


def test_what_is_over_ends_with_its_last_event_however_late_one_asks() -> None:
    over = an_incident(state=IncidentState.RESOLVED, resolved_at=at(14))

    assert (
        plan(over, TIMELINE, CATALOG, at(15)).axis
        == plan(over, TIMELINE, CATALOG, NOON.replace(year=2027)).axis
    )


def test_the_roots_own_page_comes_first_then_members_in_order_of_start() -> None:
    late, early = a_member("openai", since=at(12, 10)), a_member("discord", since=at(12, 5))
    own = a_member("cloudflare", since=at(12, 30))
    known = plan(an_incident(members=(late, early, own), root_report=own), (), CATALOG, at(13))
    unknown = plan(an_incident(members=(late, early)), (), CATALOG, at(13))
    nobody = plan(an_incident(members=(late, early), root="unknown/cdn"), (), CATALOG, at(13))

    assert [row.name for row in known.rows] == ["Cloudflare", "Discord", "openai"]
    assert [row.name for row in unknown.rows] == ["Cloudflare", "Discord", "openai"]
    assert known.rows[0].words == "own page: partial outage"
    assert unknown.rows[0].words == "no own page yet"
    assert [row.name for row in nobody.rows] == ["Discord", "openai"]


def test_a_long_list_is_counted() -> None:
    incident = an_incident(members=tuple(a_member(f"s{n}") for n in range(44)))

    assert plan(incident, (), CATALOG, at(13)).more == "and 31 more"


def test_the_words_say_what_the_picture_shows() -> None:
    incident = an_incident(state=IncidentState.RESOLVED, resolved_at=at(14))

    assert timeline_picture(incident, TIMELINE, CATALOG, at(20)).alt == (
        f"{headline(incident, CATALOG)}. Timeline from 18 Nov 2025 12:00 UTC, 2 h; 2 reports;"
        " we said suspected at 12:05, probable at 12:30; we corrected aws to Cloudflare at 12:30;"
        " resolved 14:00 UTC."
    )


def test_an_incident_without_a_timeline_still_says_what_we_said() -> None:
    (claim,) = claims(an_incident(grade=Grade.CONFIRMED), (), at(13))

    assert (claim.since, claim.until, claim.grade) == (NOON, at(13), Grade.CONFIRMED)
    assert corrections(()) == ()


@pytest.mark.parametrize(
    ("minutes", "labels"),
    [
        (0, ["11:45", "11:50", "11:55", "12:00"]),
        (60, ["11:00", "11:15", "11:30", "11:45", "12:00"]),
        (60 * 24, ["18 Nov", "06:00", "12:00"]),
        (60 * 24 * 60, ["23 Oct", "30 Oct", "6 Nov", "13 Nov"]),
    ],
)
def test_ticks_are_at_round_times(minutes: int, labels: list[str]) -> None:
    axis = axis_over([NOON - timedelta(minutes=minutes)], NOON, 0, 700)

    assert [label for _, label in axis.ticks()][-len(labels) :] == labels


def test_the_screens_of_the_docs_are_made_by_their_command(tmp_path: Path) -> None:
    main(["--out", str(tmp_path / "screens"), "--no-board"])

    made = sorted((tmp_path / "screens").iterdir())
    shown = (Path(__file__).parents[2] / "docs" / "screens.md").read_text(encoding="utf-8")
    assert [path.stem for path in made] == sorted(screen.name for screen in screens())
    for path in made:
        assert opened(path.read_bytes()).height > 200
        assert f"](screens/{path.name})" in shown
        assert f"](screens/{path.name})" in (tmp_path / "screens.md").read_text(encoding="utf-8")
