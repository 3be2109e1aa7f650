"""Collect every translatable sentence, and compile the Chinese ones: `make messages`.

Needs only Babel and Django: no gettext programs. Templates go through Django's own
`templatize`, which turns their tags into calls that Babel can read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1] / "src" / "firsthand"
CATALOGUE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# A date in the header would change with every run and say nothing.
DAWN = datetime(2026, 1, 1, tzinfo=UTC)


def extract() -> Catalog:
    """Return every sentence in the sources, with the files that say it."""
    found = Catalog(project="Firsthand", creation_date=DAWN, charset="utf-8")
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html")]):
        where = path.relative_to(PACKAGE.parent).as_posix()
        for line, name, messages, comments in _calls_in(path):
            spec = KEYWORDS[name] or (1,)
            context, ids = _parts(spec, messages)
            if not ids:
                continue
            found.add(
                ids if len(ids) > 1 else ids[0],
                locations=[(where, line)],
                auto_comments=comments,
                context=context,
            )
    return found


def read(path: Path = CATALOGUE) -> Catalog:
    """Return the Chinese catalogue."""
    with path.open("rb") as po:
        return read_po(po, locale="zh_Hans", domain="django")


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as the program reads it. Sentences not sure yet are left out."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> int:
    """Bring the catalogue up to date, compile it, and say how much is missing."""
    catalogue = read()
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as po:
        write_po(po, catalogue, width=92, include_lineno=False, sort_output=True)
    COMPILED.write_bytes(compiled(read()))
    missing = [message.id for message in catalogue if message.id and not message.string]
    for message_id in missing:
        print(f"not translated: {message_id}")  # noqa: T201
    return 1 if missing else 0


def _calls_in(path: Path) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # What is left of the markup must not look like indented Python.
        turned = templatize(source, origin=str(path))
        source = "\n".join(line.strip() for line in turned.splitlines())
    lines = BytesIO(source.encode())
    for line, name, messages, comments in extract_python(
        lines, list(KEYWORDS), ["Translators:"], {"encoding": "utf-8"}
    ):
        yield line, name, messages if isinstance(messages, tuple) else (messages,), comments


def _parts(
    spec: tuple[object, ...], messages: tuple[str | None, ...]
) -> tuple[str | None, tuple[str, ...]]:
    """Return context and sentences of one call, by where its keyword has them."""
    context, ids = None, []
    for part in spec:
        index = part[0] if isinstance(part, tuple) else part
        text = messages[index - 1] if index <= len(messages) else None
        if isinstance(part, tuple):
            context = text
        elif text:
            ids.append(text)
    return context, tuple(ids)


if __name__ == "__main__":
    sys.exit(main())
