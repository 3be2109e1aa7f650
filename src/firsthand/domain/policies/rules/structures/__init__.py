"""What is recognised by its form, in any language: links, contact details, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from firsthand.domain.policies.rules.structures import contacts, links, personal, style

if TYPE_CHECKING:
    from firsthand.domain.policies.rules.reading import Reading
    from firsthand.domain.policies.rules.splitting import Span

STRUCTURES: dict[str, Callable[[Reading], Iterable[Span]]] = {
    "@link": links.links,
    "@foreign_link": links.foreign_links,
    "@contact_link": links.contact_links,
    "@remote_image": links.remote_images,
    "@email": contacts.emails,
    "@phone": contacts.phones,
    "@handle": contacts.handles,
    "@card_number": personal.card_numbers,
    "@bank_account": personal.bank_accounts,
    "@postal_address": personal.postal_addresses,
    "@unfilled": style.unfilled,
    "@important_subject": style.important_subject,
    "@emoji": style.emoji,
    "@shouting": style.shouting,
    "@long": style.long,
    "@locked_part_missing": style.locked_part_missing,
}
