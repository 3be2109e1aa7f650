"""A way to reach our people that keeps what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field

from firsthand.domain.people.ports import Notice, NotTold


@dataclass
class Heard:
    """A way that keeps what it was told, or is out of order."""

    is_broken: bool = False
    notices: list[Notice] = field(default_factory=list)

    def tell(self, notice: Notice) -> None:
        if self.is_broken:
            raise NotTold("out of order")
        self.notices.append(notice)
