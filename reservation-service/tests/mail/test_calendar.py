"""The calendar files of a letter: every flight one event, which later letters put right or take away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar

from reservation_service.domain.itinerary import Cabin, Route, Segment, SegmentStatus
from reservation_service.domain.itinerary_change import ItineraryChange, ItineraryChangeStatus, Replacement
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.notifications import Notification
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.reservation import Reservation, ReservationStatus, move, open_reservation
from reservation_service.mail.calendar import Publisher, attach_calendars
from wire.post import Attachment, Letter, build_message

NOW = datetime(2026, 10, 1, tzinfo=UTC)
PUBLISHER = Publisher("Meridian", "trips@meridian.example")


def fly(designator: str, at: datetime, **more: object) -> Segment:
    origin, destination = ("EWR", "America/New_York"), ("IAH", "America/Chicago")
    route = Route(
        designator=designator,
        origin=origin[0],
        destination=destination[0],
        origin_zone=origin[1],
        destination_zone=destination[1],
    )
    known = {"status": SegmentStatus.SOLD, "departs_at": at, "arrives_at": at + timedelta(hours=4), "route": route}
    return replace(Segment(flight_id=f"{designator}-{at:%Y%m%d}", cabin=Cabin.ECONOMY), **{**known, **more})


OUT, BACK = fly("UA1", datetime(2026, 11, 1, 4, 30, tzinfo=UTC)), fly("UA2", datetime(2026, 11, 8, 15, tzinfo=UTC))


def book(*segments: Segment) -> Reservation:
    asked = open_reservation(
        id="0199-r",
        locator=RecordLocator("ACDEFG"),
        user_id="ada",
        segments=segments,
        passengers=(Passenger("Ada", "Lovelace", PassengerType.ADULT),),
        quoted_total=None,
        at=NOW,
        expires_at=NOW,
    )
    return move(asked, ReservationStatus.CONFIRMED, NOW)


def attach(reservation: Reservation, kind: str) -> list[Attachment]:
    news = Notification(
        id="n", reservation_id=reservation.id, kind=kind, title="", message="", at=datetime(2026, 10, 2, tzinfo=UTC)
    )
    return attach_calendars(reservation, news, PUBLISHER, "https://meridian.example/find")


def read(attachment: Attachment) -> tuple[str, list[tuple[str, int, str]]]:
    """What a file does, and to which events: UID, SEQUENCE, STATUS."""
    calendar = icalendar.Calendar.from_ical(attachment.content)
    events = [(str(one["uid"]), int(one["sequence"]), str(one["status"])) for one in calendar.events]
    return str(calendar["method"]), events


def test_a_booking_comes_with_its_flights_at_the_clocks_of_their_airports() -> None:
    (file,) = attach(book(OUT), "CONFIRMED")
    text = file.content.decode().replace("\r\n ", "")
    assert text[text.index("BEGIN:VEVENT") :].split("\r\n") == [
        "BEGIN:VEVENT",
        "SUMMARY:UA1 EWR to IAH",
        "DTSTART;TZID=America/New_York:20261101T003000",
        "DTEND;TZID=America/Chicago:20261101T023000",
        "DTSTAMP:20261002T000000Z",
        "UID:0199-r-UA1-20261101",
        "SEQUENCE:1",
        "DESCRIPTION:Record locator ACDEFG\\, economy.",
        "LOCATION:EWR airport",
        "ORGANIZER;CN=Meridian:mailto:trips@meridian.example",
        "STATUS:CONFIRMED",
        "URL:https://meridian.example/find",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    # Clocks are put back that night, and the file says when.
    calendar = icalendar.Calendar.from_ical(file.content)
    chicago, new_york = sorted(calendar.timezones, key=lambda one: str(one["TZID"]))
    assert (str(new_york["TZID"]), str(chicago["TZID"])) == ("America/New_York", "America/Chicago")
    assert [one.name for one in new_york.subcomponents] == ["DAYLIGHT", "STANDARD"]
    assert (file.name, dict(file.parameters)) == ("trip-ACDEFG.ics", {"method": "PUBLISH", "charset": "utf-8"})


def test_new_times_are_the_same_event_with_a_higher_sequence() -> None:
    later = replace(book(OUT, BACK), version=7)
    (file,) = attach(later, "FLIGHT_RESCHEDULED")
    assert read(file) == ("PUBLISH", [("0199-r-UA1-20261101", 7, "CONFIRMED"), ("0199-r-UA2-20261108", 7, "CONFIRMED")])


def test_a_change_brings_the_new_flight_and_takes_the_old_one_away() -> None:
    new = fly("UA3", datetime(2026, 11, 9, 15, tzinfo=UTC))
    change = ItineraryChange(
        id="c",
        status=ItineraryChangeStatus.DONE,
        replacements=(Replacement(new, BACK.flight_id),),
        given_up=(BACK,),
        requested_at=NOW,
        expires_at=NOW,
    )
    changed = replace(book(OUT, new), changes=(change,), version=9)
    published, cancelled = attach(changed, "CHANGED")
    assert read(published)[1] == [("0199-r-UA1-20261101", 9, "CONFIRMED"), ("0199-r-UA3-20261109", 9, "CONFIRMED")]
    assert read(cancelled) == ("CANCEL", [("0199-r-UA2-20261108", 9, "CANCELLED")])
    assert (published.name, cancelled.name) == ("trip-ACDEFG.ics", "trip-ACDEFG-cancelled.ics")
    # Letters about other things do not tell it again.
    assert [read(one)[0] for one in attach(changed, "FLIGHT_RESCHEDULED")] == ["PUBLISH"]
    # Who changes back flies with it again.
    assert [read(one)[1] for one in attach(replace(changed, segments=(OUT, BACK)), "CHANGED")] == [
        [("0199-r-UA1-20261101", 9, "CONFIRMED"), ("0199-r-UA2-20261108", 9, "CONFIRMED")]
    ]


def test_what_is_cancelled_by_whomever_is_taken_away() -> None:
    by_the_airline = book(OUT, replace(BACK, is_cancelled=True))
    assert [read(one) for one in attach(by_the_airline, "FLIGHT_CANCELLED")] == [
        ("CANCEL", [("0199-r-UA2-20261108", 1, "CANCELLED")])
    ]
    by_the_traveller = move(book(OUT, BACK), ReservationStatus.CANCELLED, NOW)
    (file,) = attach(by_the_traveller, "CANCELLED")
    assert [uid for uid, _, _ in read(file)[1]] == ["0199-r-UA1-20261101", "0199-r-UA2-20261108"]
    # A letter that was held up does not bring them back.
    assert attach(by_the_traveller, "CONFIRMED") == []


def test_what_was_never_booked_is_in_no_calendar() -> None:
    held = replace(book(OUT), status=ReservationStatus.HELD, history=())
    assert [attach(held, kind) for kind in ("HELD", "CANCELLED", "FLIGHT_RESCHEDULED")] == [[], [], []]


def test_a_flight_of_an_unknown_route_is_told_by_utc() -> None:
    (file,) = attach(book(replace(OUT, route=None)), "CONFIRMED")
    assert b"DTSTART:20261101T043000Z\r\n" in file.content
    assert b"VTIMEZONE" not in file.content


def test_the_file_arrives_byte_for_byte() -> None:
    (file,) = attach(book(OUT), "CONFIRMED")
    letter = Letter(id="<1@a.example>", to="a@b.example", subject="s", text="t", html="<p>t", attachments=(file,))
    (part,) = build_message(letter, "trips@meridian.example").iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_filename()) == ("PUBLISH", "trip-ACDEFG.ics")
    assert part.get_payload(decode=True) == file.content
