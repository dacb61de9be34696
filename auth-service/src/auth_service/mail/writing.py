"""The order of a letter -> the letter itself, as plain text and as HTML, with its link if it has one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.template import Context, Engine

from auth_service.mail.wording import WORDINGS
from wire.post import Letter

if TYPE_CHECKING:
    from auth_service.domain.letters import LetterOrder, LetterTokens

_TEMPLATES = Engine(dirs=[Path(__file__).parent / "templates"], autoescape=True)


@dataclass(frozen=True, slots=True)
class LetterWriter:
    """`site_url` is where the web client is; `domain` is ours and makes message ids unique in the world."""

    site_url: str
    airline: str
    domain: str
    tokens: LetterTokens

    def __call__(self, order: LetterOrder) -> Letter:
        """Raises Undeliverable."""
        wording = WORDINGS[order.kind]
        context = Context(
            {
                "airline": self.airline,
                "subject": wording.subject,
                "paragraphs": [one.format(other=order.other_address) for one in wording.paragraphs],
                "link": wording.page and self._build_link(order, wording.page[0]),
                "label": wording.page and wording.page[1],
            }
        )
        return Letter(
            id=f"<{order.id}@{self.domain}>",
            to=order.to,
            subject=wording.subject,
            text=_TEMPLATES.get_template("letter.txt").render(context),
            html=_TEMPLATES.get_template("letter.html").render(context),
        )

    def _build_link(self, order: LetterOrder, path: str) -> str:
        """The token is the fragment: browsers send that to nobody, neither to us nor in a Referer to others."""
        if order.sealed_token is None:
            return f"{self.site_url}{path}"
        return f"{self.site_url}{path}#{self.tokens.unseal(order.sealed_token, order.id)}"
