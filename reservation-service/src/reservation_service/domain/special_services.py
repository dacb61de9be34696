"""Special service requests (SSR): what a passenger needs on board, by the codes airlines tell each other (IATA)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from reservation_service.domain.refusals import InvalidInput

MAX_SERVICES = 4


class SpecialService(StrEnum):
    # A wheelchair: to the aircraft, up its steps as well, to the seat itself.
    WCHR = "WCHR"
    WCHS = "WCHS"
    WCHC = "WCHC"
    BLND = "BLND"
    DEAF = "DEAF"
    # A person with an intellectual or developmental disability who needs assistance.
    DPNA = "DPNA"
    # A bassinet, a pet in the cabin, a service animal.
    BSCT = "BSCT"
    PETC = "PETC"
    SVAN = "SVAN"
    # Meals.
    VGML = "VGML"
    VLML = "VLML"
    AVML = "AVML"
    KSML = "KSML"
    MOML = "MOML"
    HNML = "HNML"
    DBML = "DBML"
    GFML = "GFML"
    LSML = "LSML"
    CHML = "CHML"
    BBML = "BBML"


_S = SpecialService
WHEELCHAIRS: Final = frozenset({_S.WCHR, _S.WCHS, _S.WCHC})
MEALS: Final = frozenset(
    {_S.VGML, _S.VLML, _S.AVML, _S.KSML, _S.MOML, _S.HNML, _S.DBML, _S.GFML, _S.LSML, _S.CHML, _S.BBML}
)
_AT_MOST_ONE = (
    (WHEELCHAIRS, "Ask for one kind of wheelchair: the one that helps most."),
    (MEALS, "Nobody is served two meals at once; choose one."),
)


def check_services(services: Sequence[SpecialService], field: str) -> tuple[SpecialService, ...]:
    """Each once, in the order of the list above. Raises InvalidInput."""
    if len(services) > MAX_SERVICES:
        raise InvalidInput(field, f"Ask for at most {MAX_SERVICES} special services.")
    wanted = frozenset(services)
    for kind, message in _AT_MOST_ONE:
        if len(wanted & kind) > 1:
            raise InvalidInput(field, message)
    return tuple(service for service in SpecialService if service in wanted)


def to_services(codes: Iterable[str]) -> tuple[SpecialService, ...]:
    return tuple(SpecialService(code) for code in codes)
