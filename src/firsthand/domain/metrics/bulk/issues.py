"""Link one buyer's messages into issues: the compiled `rules.issues` and `rules.matching`.

`i` is the place of an issue, `row` that of an event.
"""

from __future__ import annotations

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, Events, State
from firsthand.domain.metrics.bulk.chains import place_of, put, put_once
from firsthand.domain.metrics.bulk.compiled import compiled
from firsthand.domain.metrics.rules import STANDARD

LINK_WINDOW = int(STANDARD.link_window.total_seconds()) * a.SECOND
CHASE_AFTER = int(STANDARD.chase_after.total_seconds()) * a.SECOND
ONLY_HOLDING = 1 << a.HOLDING


@compiled
def read_issues(rows: Array, issues: Array, counter: int, s: State) -> int:
    """Read the buyer's events into issues; return where his issues begin.

    Args:
        rows: the buyer's, in order.
        issues: where to write: `s.issues`, or `s.audit`, which ignores reasons.
        counter: which of `s.used` counts them.
        s: the rest.
    """
    e = s.e
    begin = s.used[counter]
    s.used[a.NEWEST] = -1
    s.used[a.IGNORES_REASONS] = counter == a.AUDIT
    for row in rows:
        course = s.marks[row].course
        if course >= 0:
            s.courses[course].issue = s.courses[course].tag = -1
    for row in rows:
        if s.marks[row].gone == 0:
            _read(row, issues, counter, s)
    for row in rows:
        if e.kind[row] == a.ESCAPED and s.marks[row].gone == 0:
            _blame(row, issues, begin, s.used[counter], s)
    return begin


@compiled
def _read(row: int, issues: Array, counter: int, s: State) -> None:
    e = s.e
    kind = e.kind[row]
    if kind == a.ASKED:
        if s.marks[row].silent == 0:
            _asked(row, issues, counter, s)
        return
    if kind == a.TAGGED:
        s.courses[s.marks[row].course].tag = row
    elif kind not in (a.REPLIED, a.SOLVED, a.ESCALATED, a.ORDER_LINKED):
        return
    i = s.courses[s.marks[row].course].issue
    if i >= 0:
        _carry_on(row, issues, i, s)


@compiled
def _asked(row: int, issues: Array, counter: int, s: State) -> None:
    e = s.e
    tag = s.courses[s.marks[row].course].tag
    said = row if e.reason[row] != 0 else tag
    if s.marks[row].goes_on != 0:
        i = s.courses[s.marks[row].course].issue
    else:
        i = _newest_match(row, _topic(said, s), issues, s)
        if i >= 0:
            _written_again(e, row, issues, i)
        else:
            i = s.used[counter]
            s.used[counter] += 1
            _open(row, issues, i, s)
    _join(row, said, issues, i, s)
    if counter == a.ISSUES:
        s.marks[row].issue = i


@compiled
def _topic(said: int, s: State) -> int:
    """Return the topic of the reason a message or tag says, as it was then; -1 for none."""
    e = s.e
    if said < 0 or e.reason[said] == 0:
        return -1
    reason = e.reason[said]
    if e.kind[said] == a.TAGGED and e.other[said] != 0:
        reason = e.other[said]
    topic: int = s.w.topics[reason]
    return topic


@compiled
def _newest_match(row: int, topic: int, issues: Array, s: State) -> int:
    """Return the latest opened issue that the message continues, -1 if there is none.

    An issue that nothing has happened on for too long is left out of the list.
    """
    e = s.e
    newer, i = -1, s.used[a.NEWEST]
    while i >= 0:
        if e.at[row] - issues[i].last_activity > LINK_WINDOW:
            issues[i].listed = 0
            if newer < 0:
                s.used[a.NEWEST] = issues[i].older
            else:
                issues[newer].older = issues[i].older
        elif _matches(row, topic, issues, i, s):
            return i
        else:
            newer = i
        i = issues[i].older
    return -1


@compiled
def _matches(row: int, topic: int, issues: Array, i: int, s: State) -> bool:
    """Say whether the message continues the issue: `rules.matching.matches`."""
    e = s.e
    if place_of(s.chains, issues[i].tickets, s.marks[row].course) >= 0:
        return True
    both_tagged = topic >= 0 and issues[i].topic >= 0
    same_reason = both_tagged and topic == issues[i].topic
    if both_tagged and not same_reason and not s.used[a.IGNORES_REASONS]:
        s.used[a.KEPT_APART] = 1
        return False
    if e.order[row] != 0 and issues[i].orders >= 0:
        return place_of(s.chains, issues[i].orders, e.order[row]) >= 0
    if e.products[row] != 0 and issues[i].sets >= 0:
        return _shares_product(e.products[row], issues[i].sets, s)
    return same_reason


@compiled
def _shares_product(products: int, chain: int, s: State) -> bool:
    w = s.w
    while chain >= 0:
        other = s.chains[chain].value
        for one in w.members[w.begins[products] : w.begins[products + 1]]:
            for another in w.members[w.begins[other] : w.begins[other + 1]]:
                if one == another:
                    return True
        chain = s.chains[chain].next
    return False


@compiled
def _open(row: int, issues: Array, i: int, s: State) -> None:
    e = s.e
    issues[i].opening = row
    issues[i].ticket = s.courses[s.marks[row].course].ticket
    issues[i].waiting_since = e.at[row]
    issues[i].front_line = 1
    issues[i].order = issues[i].product = issues[i].reason = issues[i].reason_now = 0
    issues[i].resolver = issues[i].first_agent = issues[i].first_macro = 0
    issues[i].touches = issues[i].contacts = issues[i].kinds_since = 0
    issues[i].listed = issues[i].escaped_way = 0
    issues[i].topic = -1
    issues[i].resolved_at = issues[i].returned_at = issues[i].chased_at = a.NONE
    issues[i].resolved_after = a.NONE
    issues[i].escalated_at = issues[i].escaped_at = issues[i].touched_again_at = a.NONE
    issues[i].tickets = issues[i].orders = issues[i].sets = issues[i].talks = -1


@compiled
def _written_again(e: Events, row: int, issues: Array, i: int) -> None:
    """Judge a further message: a return, a chase, or what we asked for."""
    at = e.at[row]
    if issues[i].resolved_after != a.NONE:
        return
    if issues[i].resolved_at != a.NONE:
        if issues[i].returned_at == a.NONE and at > issues[i].resolved_at:
            issues[i].returned_at = at
        return
    if issues[i].kinds_since != 0:
        chased = issues[i].kinds_since == ONLY_HOLDING
        issues[i].waiting_since = at
        issues[i].kinds_since = 0
    else:
        chased = at - issues[i].waiting_since > CHASE_AFTER
    if chased and issues[i].chased_at == a.NONE:
        issues[i].chased_at = at


@compiled
def _join(row: int, said: int, issues: Array, i: int, s: State) -> None:
    e, w = s.e, s.w
    course, products = s.marks[row].course, e.products[row]
    _active(issues, i, e.at[row], s)
    issues[i].tickets = put_once(s.chains, s.used, issues[i].tickets, course, 0)
    s.courses[course].issue = i
    if products != 0:
        if issues[i].sets < 0:
            issues[i].product = w.members[w.begins[products]]
        issues[i].sets = put_once(s.chains, s.used, issues[i].sets, products, 0)
    _hear_reason(row, said, issues, i, s)
    if not _is_resolved(issues, i) and e.other[row] == 1:
        issues[i].front_line = 0
    if e.order[row] != 0:
        _know_order(row, issues, i, s)


@compiled
def _active(issues: Array, i: int, at: int, s: State) -> None:
    """Note that something happened on the issue, and list it again if it had gone."""
    issues[i].last_activity = at
    if issues[i].listed != 0:
        return
    issues[i].listed = 1
    newer, older = -1, s.used[a.NEWEST]
    while older > i:
        newer, older = older, issues[older].older
    issues[i].older = older
    if newer < 0:
        s.used[a.NEWEST] = i
    else:
        issues[newer].older = i


@compiled
def _is_resolved(issues: Array, i: int) -> bool:
    """Say whether it was resolved, no matter whether anybody knows when."""
    known: bool = issues[i].resolved_at != a.NONE or issues[i].resolved_after != a.NONE
    return known


@compiled
def _hear_reason(row: int, said: int, issues: Array, i: int, s: State) -> None:
    e = s.e
    if said < 0 or e.reason[said] == 0:
        return
    if issues[i].reason == 0:
        issues[i].reason, issues[i].topic = e.reason[said], _topic(said, s)
        if said != row:
            _class_of(e, said, issues, i)
    if issues[i].reason_now == 0:
        issues[i].reason_now = e.reason[said]


@compiled
def _class_of(e: Events, tag: int, issues: Array, i: int) -> None:
    if e.nature[tag] != a.NOT_SAID:
        issues[i].front_line = 1 if e.nature[tag] == a.WITHIN_FRONT_LINE else 0


@compiled
def _know_order(row: int, issues: Array, i: int, s: State) -> None:
    e = s.e
    if issues[i].order == 0:
        issues[i].order = e.order[row]
    issues[i].orders = put_once(s.chains, s.used, issues[i].orders, e.order[row], e.at[row])


@compiled
def _carry_on(row: int, issues: Array, i: int, s: State) -> None:
    e = s.e
    kind = e.kind[row]
    if kind == a.REPLIED:
        _replied(row, issues, i, s)
    elif kind == a.SOLVED:
        _solved(row, issues, i, s)
    elif kind == a.ESCALATED:
        if issues[i].escalated_at == a.NONE:
            issues[i].escalated_at = e.at[row]
    elif kind == a.ORDER_LINKED:
        _know_order(row, issues, i, s)
    else:
        issues[i].reason_now = e.reason[row]
        # The tag in force at the resolution counts; one given later fills a gap only.
        if not _is_resolved(issues, i) or issues[i].reason == 0:
            issues[i].reason = e.reason[row]
            issues[i].topic = _topic(row, s)
            _class_of(e, row, issues, i)


@compiled
def _solved(row: int, issues: Array, i: int, s: State) -> None:
    if s.e.nature[row] == a.TIMED:
        _resolve(row, issues, i, s)
    elif not _is_resolved(issues, i):
        issues[i].resolved_after = s.e.at[row]


@compiled
def _replied(row: int, issues: Array, i: int, s: State) -> None:
    e = s.e
    _active(issues, i, e.at[row], s)
    if e.nature[row] != a.COURTESY:
        if issues[i].touches == 0:
            issues[i].first_agent, issues[i].first_macro = e.actor[row], e.other[row]
        _touch(row, issues, i, s)
        issues[i].kinds_since |= 1 << e.nature[row]
    if e.session[row] == 0:
        resolves = e.nature[row] == a.RESOLUTION
    else:
        resolves = s.marks[row].ends != 0
    if resolves:
        _resolve(row, issues, i, s)


@compiled
def _touch(row: int, issues: Array, i: int, s: State) -> None:
    """Count a reply of substance; what one person says in a session counts once."""
    e = s.e
    if e.session[row] != 0:
        place = issues[i].talks
        while place >= 0:
            other = s.chains[place].value
            if (
                s.marks[other].course == s.marks[row].course
                and e.session[other] == e.session[row]
                and e.actor[other] == e.actor[row]
            ):
                return
            place = s.chains[place].next
        issues[i].talks = put(s.chains, s.used, issues[i].talks, row, 0)
    issues[i].touches += 1
    if issues[i].touches == 2:
        issues[i].touched_again_at = e.at[row]


@compiled
def _resolve(row: int, issues: Array, i: int, s: State) -> None:
    e = s.e
    if not _is_resolved(issues, i):
        issues[i].resolved_at, issues[i].resolver = e.at[row], e.actor[row]
        _active(issues, i, e.at[row], s)


@compiled
def _blame(row: int, issues: Array, begin: int, end: int, s: State) -> None:
    """Hold an escape against the issues about its order; the earliest is kept."""
    e = s.e
    for i in range(begin, end):
        place = place_of(s.chains, issues[i].orders, e.order[row])
        if place < 0 or e.at[row] < e.at[issues[i].opening]:
            continue
        at, way = max(e.at[row], s.chains[place].at), e.nature[row]
        earliest = issues[i].escaped_at
        if (
            earliest == a.NONE
            or at < earliest
            or (at == earliest and way < issues[i].escaped_way)
        ):
            issues[i].escaped_at, issues[i].escaped_way = at, way
