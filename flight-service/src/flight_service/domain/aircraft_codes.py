"""The three characters schedules name aircraft by (IATA, SSIM appendix A) -> the types this airline has of them.

One such code is a family of models, "738" every Boeing 737-800; a type here is one model with its seats.
"""

from __future__ import annotations

from collections.abc import Iterable

from flight_service.domain.reference import AircraftType

# How the codes of the models begin.
_MODELS = {
    "717": "717-",
    "733": "737-3",
    "734": "737-4",
    "735": "737-5",
    "73G": "737-7",
    "73W": "737-7",
    "738": "737-8",
    "73H": "737-8",
    "739": "737-9",
    "73J": "737-9",
    "744": "747-4",
    "752": "757-2",
    "753": "757-3",
    "762": "767-2",
    "763": "767-3",
    "764": "767-4",
    "772": "777-2",
    "773": "777-3",
    "788": "787-8",
    "789": "787-9",
    "318": "A318",
    "319": "A319",
    "320": "A320",
    "321": "A321",
    "332": "A330-2",
    "333": "A330-3",
    "343": "A340-3",
    "CR2": "CL-600-2B19",
    "CRJ": "CL-600-2B19",
    "CR7": "CL-600-2C10",
    "CR9": "CL-600-2D24",
    "D95": "DC-9-5",
    "E45": "EMB-145",
    "ER4": "EMB-145",
    "E90": "ERJ-190",
    "M82": "DC-9-82",
    "M83": "DC-9-83",
    "M88": "MD-88",
    "M90": "MD-90",
}


def is_of_code(aircraft_type: str | None, code: str) -> bool:
    """`aircraft_type` is one of the models that the code stands for, or the code is its own."""
    models = _MODELS.get(code)
    return aircraft_type is not None and (aircraft_type == code or bool(models and aircraft_type.startswith(models)))


def find_aircraft(types: Iterable[AircraftType], code: str, seats: int) -> AircraftType | None:
    """The smallest there is of the code that has so many seats; the largest when none has."""
    of_code = sorted((one for one in types if is_of_code(one.code, code)), key=lambda one: (one.seats, one.code))
    exact = (one for one in of_code if one.code == code)
    enough = (one for one in of_code if one.seats >= seats)
    return next(exact, None) or next(enough, None) or (of_code[-1] if of_code else None)


def find_code(aircraft_type: str) -> str | None:
    """The three characters that schedules name it by."""
    if len(aircraft_type) == 3:
        return aircraft_type
    return next((code for code, models in _MODELS.items() if aircraft_type.startswith(models)), None)
