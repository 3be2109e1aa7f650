"""Documents: written to and read from addresses that Amazon makes for one purpose.

The address is the permission: no token goes with it, and it is in no message and no log.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import timedelta
from typing import BinaryIO

from django.utils.translation import gettext as _

from firsthand.connectors.amazon.line import Line
from firsthand.connectors.amazon.troubles import Told, Trouble
from firsthand.foundation.http_calls import Broken, Deadline, NotReached

USUAL_PATIENCE = timedelta(minutes=5)
# A report of a large seller's month has some hundred megabytes; more is no report.
LONGEST_DOCUMENT_BYTES = 2_000_000_000
_UPLOAD, _DOWNLOAD = "upload", "download"


def upload(
    line: Line,
    url: str,
    content: bytes,
    content_type: str,
    *,
    headers: Mapping[str, str] | None = None,
    within: timedelta = USUAL_PATIENCE,
) -> None:
    """Put a document where Amazon said; without a further call it has no effect.

    `headers` are those that Amazon named with the address: it has signed them.

    Raises:
        Trouble: it is not there. It may be tried again, with a new address after 5 minutes.
    """
    try:
        response = line.send(
            "PUT",
            url,
            deadline=Deadline(within),
            headers={**(headers or {}), "Content-Type": content_type},
            body=content,
        )
    except (NotReached, Broken) as problem:
        raise _unreached(_UPLOAD) from problem
    if response.status != 200:
        raise _refused(_UPLOAD, response.status)


def download(
    line: Line,
    url: str,
    into: BinaryIO,
    *,
    compression: str = "",
    within: timedelta = USUAL_PATIENCE,
) -> int:
    """Write a document to a file as it comes; return how many bytes it has unpacked.

    `compression` is what Amazon calls it, GZIP or nothing; `within` is for all of it.

    Raises:
        Trouble: it is not whole. What was written until then is to be thrown away.
    """
    deadline = Deadline(within)
    unpacking = zlib.decompressobj(wbits=31) if compression.upper() == "GZIP" else None
    size = 0
    try:
        with line.opened("GET", url, deadline=deadline, headers={}) as answer:
            if answer.status_code != 200:
                raise _refused(_DOWNLOAD, answer.status_code)
            for part in answer.iter_raw():
                deadline.seconds_left()
                plain = unpacking.decompress(part) if unpacking else part
                size += into.write(plain)
                if size > LONGEST_DOCUMENT_BYTES:
                    raise _damaged()
    except (NotReached, Broken) as problem:
        raise _unreached(_DOWNLOAD) from problem
    except zlib.error as problem:
        raise _damaged() from problem
    if unpacking and not unpacking.eof:
        raise _damaged()
    return size


class NoDocument(Trouble):
    """The document was not moved, or not whole: nothing was done with it."""

    code = "amazon.no_document"
    may_pass = True


def _unreached(step: str) -> NoDocument:
    return NoDocument(
        _("A document could not be moved to or from Amazon: the line broke."),
        fix=_("Wait: it is tried again."),
        told=Told(step),
    )


def _refused(step: str, status: int) -> NoDocument:
    return NoDocument(
        _("A document could not be moved to or from Amazon (status %(status)s).")
        % {"status": status},
        fix=_("Its address is good for five minutes: a new one is asked for."),
        told=Told(step, status),
    )


def _damaged() -> NoDocument:
    return NoDocument(
        _("A document came from Amazon damaged or cut off."),
        fix=_("It is asked for again; nothing of it is used."),
        told=Told(_DOWNLOAD, 200),
    )
