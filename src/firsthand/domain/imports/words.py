"""What can be wrong with a file, a row or a mapping, told to people."""

from __future__ import annotations

import re
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firsthand.domain.imports.ports import CannotRead
from firsthand.domain.imports.rules import Problem, Wrong
from firsthand.foundation.errors import Refused

# By code: what is wrong, and what to do about it.
_OF_FILES: dict[str, tuple[Promise | str, Promise | str]] = {
    "no_file": (
        _("There is no file “%(value)s”."),
        _("Check the path."),
    ),
    "empty": (
        _("The file has no heading."),
        _("The first line must name the columns."),
    ),
    "unknown_encoding": (
        _("“%(value)s” is no encoding that can be read."),
        _("Use one of: %(known)s."),
    ),
    "no_encoding": (
        _("The file is not text in any encoding that can be read."),
        _("Name the encoding, or save the table as xlsx or as CSV in UTF-8."),
    ),
    "either_encoding": (
        _("The file may be written in one of several encodings: %(value)s."),
        _("Name the right one."),
    ),
    "bad_byte": (
        _("Line %(line)d holds a byte that is not %(value)s."),
        _("Name the right encoding; if it is right, the file is damaged there."),
    ),
    "nul": (
        _("Line %(line)d holds an empty byte, so this is no text table."),
        _("If the file is UTF-16, name that encoding; else export it again."),
    ),
    "open_quote": (
        _("A quotation that begins on line %(line)d has no end: the file was cut off."),
        _("Export the file again, and compare its size with the original’s."),
    ),
    "bad_quote": (
        _("On line %(line)d there is text right after a closing quotation mark."),
        _("Double the quotation marks inside fields, or save the table as xlsx."),
    ),
    "cut_off": (
        _("The file ends in the middle of line %(line)d: it was cut off."),
        _("Export the file again, and compare its size with the original’s."),
    ),
    "line_too_long": (
        _("Line %(line)d is longer than any row of a table."),
        _("Check that this is the table, and that its lines end with a line break."),
    ),
    "workbook_too_large": (
        _("The xlsx file unpacks to far more than a table of its size can hold."),
        _("Save the table as CSV."),
    ),
    "bad_workbook": (
        _("The xlsx file is damaged or was cut off."),
        _("Open it in a spreadsheet program and save it again."),
    ),
    "formula_without_value": (
        _("Line %(line)d holds a formula that was never worked out."),
        _("Open the file in a spreadsheet program and save it again."),
    ),
    "old_excel": (
        _("This is a file of an Excel from before 2007."),
        _("Save it as xlsx or CSV."),
    ),
    "other_file": (
        _("This is not the file that import began with."),
        _("Resume it with the same file, or drop it and begin anew."),
    ),
}
_OF_TABLES: dict[str, tuple[Promise | str, Promise | str]] = {
    "column_twice": (
        _("Two columns are called “%(column)s”."),
        _("Rename one of them."),
    ),
    "no_such_column": (
        _("The mapping names a column “%(column)s” that the file does not have."),
        _("The file has: %(known)s."),
    ),
    "columns_missing": (
        _("These columns are missing: %(column)s."),
        _("The file has: %(known)s. Rename them, or say in a mapping which is which."),
    ),
    "mapping_no_table": (
        _("The mapping, or “%(column)s” in it, is not a list of names and values."),
        _("Write it as the guide shows."),
    ),
    "mapping_unknown": (
        _("The mapping says “%(column)s”, which means nothing here."),
        _("It may say: %(known)s."),
    ),
    "mapping_other_kind": (
        _("The mapping is for tables of the kind “%(column)s”."),
        _("Use one for the kind “%(known)s”."),
    ),
    "mapping_no_text": (
        _("“%(column)s” in the mapping must be text, not “%(value)s”."),
        _("Put it in quotation marks."),
    ),
    "mapping_no_truth": (
        _("“%(column)s” in the mapping must be true or false, not “%(value)s”."),
        _("Write true or false, without quotation marks."),
    ),
    "mapping_no_zone": (
        _("There is no time zone “%(value)s”."),
        _("Say for example Asia/Shanghai or UTC."),
    ),
    "mapping_no_field": (
        _("There is no field “%(column)s” in tables of this kind."),
        _("Their fields are: %(known)s."),
    ),
    "mapping_no_meaning": (
        _("“%(column)s” in the mapping cannot be “%(value)s”."),
        _("It may be one of: %(known)s."),
    ),
    "mapping_no_reply": (
        _("Each entry of “%(column)s” in the mapping needs a “from” and a “to”."),
        _("Write it as the guide shows."),
    ),
    "mapping_needed": (
        _("An event log needs a mapping."),
        _("Say in it which columns and states mean what; the guide shows one."),
    ),
    "mapping_no_yaml": (
        _("The mapping cannot be read as YAML near line %(value)s."),
        _("Check the indentation and the colons there."),
    ),
    "date_missing": (
        _("The table has no column with times."),
        _("Say which day its rows count for: date, in a mapping or with --date."),
    ),
}
_OF_ROWS: dict[str, tuple[Promise | str, Promise | str]] = {
    "too_few_cells": (
        _("The row has fewer cells than the heading."),
        _("Look for a line break or a missing delimiter in it."),
    ),
    "too_many_cells": (
        _("The row has more cells than the heading."),
        _("Put fields that contain the delimiter in quotation marks."),
    ),
    "empty_cell": (
        _("“%(column)s” is empty."),
        _("Fill it in."),
    ),
    "not_a_time": (
        _("“%(column)s” is no time: “%(value)s”."),
        _("Write it as %(known)s, or name its format in a mapping."),
    ),
    "impossible_time": (
        _("“%(column)s” is a time nobody sold at: “%(value)s”."),
        _("Correct it, or name its format in a mapping."),
    ),
    "negative_duration": (
        _("“%(column)s” (%(value)s) is before what must come before it (%(known)s)."),
        _("Correct one of the two times."),
    ),
    "not_a_number": (
        _("“%(column)s” is no number: “%(value)s”."),
        _("Correct it; a decimal comma is named in a mapping."),
    ),
    "not_whole": (
        _("“%(column)s” is no whole number: “%(value)s”."),
        _("Correct it."),
    ),
    "out_of_range": (
        _("“%(column)s” cannot be “%(value)s”."),
        _("It must be within %(known)s."),
    ),
    "too_many_decimals": (
        _("“%(column)s” has more decimals than its currency: “%(value)s”."),
        _("Check the currency, and the decimal mark in the mapping."),
    ),
    "not_yes_or_no": (
        _("“%(column)s” is neither yes nor no: “%(value)s”."),
        _("Write yes or no, 是 or 否, true or false."),
    ),
    "damaged_number": (
        _("“%(column)s” was rounded or turned into a date by a spreadsheet: “%(value)s”."),
        _("Format the column as text before pasting, and export again."),
    ),
    "too_long": (
        _("“%(column)s” is too long: “%(value)s”."),
        _("At most %(known)s characters fit. Check that the columns are not mixed up."),
    ),
    "asin_as_order": (
        _("“%(column)s” holds an ASIN, not an order number: “%(value)s”."),
        _("The columns are mixed up: say in a mapping which is which."),
    ),
    "order_as_product": (
        _("“%(column)s” holds an order number, not a product code: “%(value)s”."),
        _("The columns are mixed up: say in a mapping which is which."),
    ),
    "reason_gap": (
        _("A reason has a lower level without the level above it."),
        _("Fill in “%(column)s”."),
    ),
    "unknown_state": (
        _("“%(column)s” holds a state that means nothing here: “%(value)s”."),
        _("Known are: %(known)s. Say in a mapping what this one means."),
    ),
    "unknown_marketplace": (
        _("“%(column)s” names a marketplace nobody knows: “%(value)s”."),
        _("Known are: %(known)s."),
    ),
    "other_marketplace": (
        _("The order is of another marketplace: “%(value)s”."),
        _("Import it into the store on that marketplace; this one is on %(known)s."),
    ),
    "unknown_currency": (
        _("“%(column)s” is no currency: “%(value)s”."),
        _("Use its three letters, such as EUR."),
    ),
    "no_such_order": (
        _("This store has no order “%(value)s”."),
        _("Import the orders first, then this file again."),
    ),
}
_NOTICES: dict[str, Promise | str] = {
    "columns_ignored": _("These columns mean nothing here and were left out: %(value)s."),
    "no_line_end": _(
        "The last line does not end with a line break. Check that the file was not cut off."
    ),
    "orders_waiting": _(
        "%(value)s orders wait for their main file: so far only parts of them are known."
    ),
}

# What the fields of tables and their values are called.
_FIELDS: dict[str, Promise | str] = {
    "agent": _("Agent"),
    "asin": _("ASIN"),
    "at": _("Time"),
    "buyer": _("Buyer"),
    "carrier": _("Carrier"),
    "case": _("Case"),
    "comment": _("Comment"),
    "currency": _("Currency"),
    "deliver_by": _("Deliver by"),
    "delivered": _("Delivered"),
    "first_reply": _("First reply"),
    "fulfilment": _("Fulfilment"),
    "id": _("Number"),
    "line": _("Line of the order"),
    "marketplace": _("Marketplace"),
    "means": _("Counts as"),
    "need": _("Need"),
    "number": _("Number"),
    "opened": _("Opened"),
    "order": _("Order"),
    "placed": _("Ordered"),
    "price": _("Price"),
    "product": _("Product"),
    "promise_kept": _("Promise kept"),
    "quantity": _("Quantity"),
    "reason": _("Reason"),
    "reason1": _("Reason, level 1"),
    "reason2": _("Reason, level 2"),
    "reason3": _("Reason, level 3"),
    "reassignments": _("Times handed on"),
    "reopens": _("Times opened again"),
    "resolved": _("Solved at"),
    "sequence": _("Changes so far"),
    "ship_by": _("Ship by"),
    "shipped": _("Shipped"),
    "shipping": _("Shipping"),
    "sku": _("SKU"),
    "solved": _("Solved"),
    "stars": _("Stars"),
    "state": _("State"),
    "status": _("State"),
    "tax": _("Tax"),
    "text": _("Text"),
    "title": _("Title"),
}
_VALUES: dict[object, Promise | str] = {
    True: _("yes"),
    False: _("no"),
    "open": _("not solved"),
    "solved": _("solved"),
    "ignored": _("nothing, it is left out"),
}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:\+00:00|Z)")
_MEANING = frozenset({"means", "solved", "promise_kept"})


def field(name: str) -> str:
    """Return what people call a field; the words of reviews are named with a number."""
    return str(_FIELDS[name.partition(" ")[0]])


def value(name: str, said: object) -> str:
    """Return what a field holds as people say it. Times stay in UTC."""
    if name in _MEANING:
        return str(_VALUES[said])
    written = _TIME.fullmatch(str(said))
    return f"{written[1]} {written[2]} UTC" if written else str(said)


def mapping_of(text: str) -> dict[str, Any]:
    """Return the mapping somebody wrote in YAML.

    Raises:
        UnusableFile: it is no YAML, or no names and values.
    """
    try:
        given = yaml.safe_load(text) or {}
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        near = mark.line + 1 if mark else 1
        raise refusal(Problem("mapping_no_yaml", value=str(near))) from problem
    if not isinstance(given, dict):
        raise refusal(Problem("mapping_no_table"))
    date = given.get("date")
    return given | ({"date": str(date)} if date else {})


class UnusableFile(Refused):
    """The file, its columns or its mapping cannot be used at all."""

    code = "imports.unusable_file"


def refusal(problem: CannotRead | Wrong | Problem) -> UnusableFile:
    """Return the answer to somebody whose file or mapping cannot be used."""
    message, fix = _told(problem)
    return UnusableFile(message, fix=fix)


def reason(problem: CannotRead | Wrong | Problem) -> str:
    """Return in one line what is wrong and what to do about it."""
    return " ".join(_told(problem))


def refused(code: str, *, line: int, column: str, value: str, known: str) -> str:
    """Return in one line why a whole file was refused."""
    if code in _OF_FILES:
        return reason(CannotRead(code, line=line, value=value, known=known))
    return reason(Problem(code, column, value, known))


def notice(code: str, value: object) -> str:
    """Return what somebody should know of an import that went well."""
    return str(_NOTICES[code]) % {"value": value}


def _told(problem: CannotRead | Wrong | Problem) -> tuple[str, str]:
    if isinstance(problem, CannotRead):
        told = _OF_FILES[problem.code]
        values: dict[str, object] = {
            "line": problem.line,
            "value": problem.value,
            "known": problem.known,
        }
    else:
        one = problem.problem if isinstance(problem, Wrong) else problem
        told = (_OF_ROWS | _OF_TABLES)[one.code]
        values = {"column": one.column, "value": one.value, "known": one.known}
    return str(told[0]) % values, str(told[1]) % values
