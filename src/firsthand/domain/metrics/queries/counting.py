"""The SQL behind the figures. Built from the catalogue, never from what somebody typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from firsthand.domain.metrics.model import (
    Count,
    Mean,
    Metric,
    Portion,
    Rate,
    Share,
    Snapshot,
    Wait,
)
from firsthand.domain.metrics.queries.kept import DAY, Kept, Placed, divided_up
from firsthand.domain.metrics.queries.question import (
    PERIODS,
    Group,
    Groups,
    Question,
    in_period,
    moments,
    run,
)
from firsthand.domain.metrics.queries.sums import (
    Ages,
    Counts,
    Medians,
    Middle,
    Totals,
    Waits,
)
from firsthand.domain.metrics.summed import Summed
from firsthand.foundation.statistics import ClusterSums


def groups(metric: Metric, asked: Question) -> Groups:
    """Return what each period and group comes to, as far as it has any unit."""
    if isinstance(metric, Share):
        return _counts(metric, asked)
    if isinstance(metric, Wait):
        return _waits(metric, asked)
    if isinstance(metric, Mean):
        return _rates(metric, asked) if isinstance(metric, Rate) else _totals(metric, asked)
    if isinstance(metric, Portion):
        return _portions(metric, asked)
    if isinstance(metric, Snapshot):
        return _ages(metric, asked)
    assert isinstance(metric, Count)
    return _counts(metric, asked)


def _grouped(
    metric: Metric, asked: Question, columns: str
) -> Iterator[tuple[Group, Sequence[Any]]]:
    """Yield the columns (SQL aggregates) for each period and group that has a unit."""
    inner = _selected(metric, asked, columns)
    rows = run(
        f"SELECT place - 1, part.* FROM {PERIODS} CROSS JOIN LATERAL ({inner}) AS part",
        asked.parameters(),
    )
    for place, split, *values in rows:
        yield (place, tuple(split)), values


def _selected(metric: Metric, asked: Question, columns: str) -> str:
    """Return SQL of the columns for each group of one period."""
    return f"""SELECT {asked.split(metric)} AS split, {columns}
                 FROM {metric.table} AS unit {asked.joins(metric)}
                WHERE {in_period(metric, asked)} AND ({metric.counted})
                {asked.grouping(metric)}"""


def _counts(metric: Summed, asked: Question) -> Groups:
    """Return the counts of each period and group.

    Where sums are kept that answer it, whole steps of them are read in which everything is
    certain; only what is left over is counted from the facts.
    """
    sums, left = divided_up(metric, asked)
    spans = {f"kept{number}": kept.spans for number, kept in enumerate(sums)}
    parts = [
        _from_sums(metric, asked, kept, name)
        for kept, name in zip(sums, spans, strict=True)
    ]
    counted = [_spans("span")] if left else []
    counted += [
        _days_in_doubt(name)
        for kept, name in zip(sums, spans, strict=True)
        if kept.step == DAY
    ]
    if counted:
        parts.append(_from_facts(metric, asked, " UNION ALL ".join(counted)))
    if not parts:
        return {}
    rows = run(
        f"""SELECT place - 1, split, sum(hits), sum(misses), sum(provisional), sum(open)
              FROM ({" UNION ALL ".join(f"({part})" for part in parts)})
                   AS part (place, split, hits, misses, provisional, open)
             GROUP BY 1, 2""",
        asked.parameters(metric=metric.key, **_as_arrays({"span": left, **spans})),
    )
    return {(row[0], tuple(row[1])): Counts(*map(int, row[2:])) for row in rows}


def _spans(name: str) -> str:
    """Return SQL of spans of time handed over, as (since, until, place)."""
    return f"""SELECT * FROM unnest(%({name}_since)s::timestamptz[],
                             %({name}_until)s::timestamptz[], %({name}_place)s::int[])"""


def _days_in_doubt(name: str) -> str:
    """Return SQL of the whole days whose sums do not hold just now, or were never made."""
    return f"""
    SELECT day, day + interval '24 hours', place
      FROM ({_spans(name)}) AS kept (since, until, place) CROSS JOIN LATERAL
           generate_series(since, until - interval '24 hours', interval '24 hours') AS day
     WHERE NOT EXISTS (SELECT FROM metrics_summedday AS known
                        WHERE known.starts_at = day AND known.holds)"""


def _from_facts(metric: Summed, asked: Question, spans: str) -> str:
    """Return SQL of the counts of spans of time, read unit by unit."""
    columns = "count(*) AS hits, 0 AS misses, 0 AS provisional, 0 AS open"
    if isinstance(metric, Share):
        hits = f"count(*) FILTER (WHERE {metric.hit})"
        misses = f"count(*) FILTER (WHERE {metric.miss})"
        likely = f"count(*) FILTER (WHERE ({metric.provisional}) AND {metric.running})"
        columns = f"{hits}, {misses}, {likely}, count(*) - {hits} - {misses} - {likely}"
    return f"""SELECT place, part.*
                 FROM ({spans}) AS span (period_since, period_until, place)
                CROSS JOIN LATERAL ({_selected(metric, asked, columns)}) AS part"""


def _from_sums(metric: Summed, asked: Question, kept: Kept, name: str) -> str:
    """Return SQL of the counts of whole steps, from their sums.

    # TRICKY: OFFSET 0 keeps the days that hold from being looked up for each sum.
    """
    holds = ""
    if kept.step == DAY:
        holds = """AND starts_at IN (
            SELECT starts_at FROM metrics_summedday WHERE holds OFFSET 0)"""
    return f"""SELECT place, part.*
                 FROM ({_spans(name)}) AS kept (period_since, period_until, place)
                CROSS JOIN LATERAL (
                      SELECT {asked.split(metric)} AS split, sum(hits), sum(n - hits), 0, 0
                        FROM {kept.table} AS unit {asked.joins(metric)}
                       WHERE starts_at >= period_since AND starts_at < period_until
                             {holds} {asked.allowed(metric)}
                       {asked.grouping(metric)}) AS part"""


def _as_arrays(spans: Mapping[str, Sequence[Placed]]) -> dict[str, object]:
    arrays: dict[str, object] = {}
    for name, placed in spans.items():
        arrays[f"{name}_since"] = moments(span.since for _place, span in placed)
        arrays[f"{name}_until"] = moments(span.until for _place, span in placed)
        arrays[f"{name}_place"] = [place for place, _span in placed]
    return arrays


def _waits(metric: Wait, asked: Question) -> Groups:
    """Return the waits of each period and group, unsorted."""
    waited = metric.waited
    if {"agent", "team"} & {*asked.cuts, *asked.only}:
        waited = metric.waited_for_agent or waited
    columns = f"""array_agg({waited}) FILTER (WHERE ({waited}) IS NOT NULL),
                  array_agg({metric.waiting_for}) FILTER (WHERE ({waited}) IS NULL)"""
    return {
        group: Waits(done or [], waiting or [])
        for group, (done, waiting) in _grouped(metric, asked, columns)
    }


def medians(metric: Wait, asked: Question) -> Groups:
    """Return of each period and group what its median and its interval are made of.

    To bring thousands of values over takes longer than to read and sort them there, so
    only those come that the two can be: the interval ends 0.98 * sqrt(n) ranks from the
    median (`statistics.quantile_ranks`).
    """
    waited = metric.waited
    columns = f"""coalesce(array_agg({waited} ORDER BY {waited})
                           FILTER (WHERE ({waited}) IS NOT NULL), '{{}}') AS answered,
                  count(*) FILTER (WHERE ({waited}) IS NULL) AS waiting"""
    part = _selected(metric, asked, columns)
    rows = run(
        f"""SELECT place - 1, split, n, below, answered[below + 1 : n - below], waiting
              FROM {PERIODS} CROSS JOIN LATERAL ({part}) AS part
             CROSS JOIN LATERAL (SELECT cardinality(answered) AS n) AS counted
             CROSS JOIN LATERAL (
                   SELECT greatest(0, n / 2 - ceil(1.1 * sqrt(n))::int - 3) AS below
                   ) AS cut""",
        asked.parameters(),
    )
    return {
        (place, tuple(split)): Medians(Middle(values, below, n), waiting)
        for place, split, n, below, values, waiting in rows
    }


def _totals(metric: Mean, asked: Question) -> Groups:
    """Return the sums over clusters of each period and group."""
    by_cluster = f"""
        SELECT {asked.split(metric)} AS split, sum({metric.weight})::float8 AS units,
               sum({metric.total})::float8 AS total,
               count(*) FILTER (WHERE {metric.running}) AS running
          FROM {metric.table} AS unit {asked.joins(metric)}
         WHERE {in_period(metric, asked)} AND ({metric.counted})
         GROUP BY 1, {metric.cluster}"""
    rows = run(
        f"""SELECT place - 1, split, count(*), sum(units), sum(total),
                   sum(units * units), sum(total * total), sum(units * total),
                   sum(running)
              FROM {PERIODS} CROSS JOIN LATERAL ({by_cluster}) AS one
             GROUP BY 1, 2""",
        asked.parameters(),
    )
    return {
        (place, tuple(split)): Totals(
            sums=ClusterSums(
                clusters=clusters,
                units=round(units),
                total=total,
                units_squared=round(units_squared),
                total_squared=total_squared,
                units_by_total=units_by_total,
            ),
            running=int(running),
        )
        for (
            place, split, clusters, units, total, units_squared, total_squared,
            units_by_total, running,
        ) in rows
    }  # fmt: skip


def _rates(metric: Rate, asked: Question) -> Groups:
    """Return the sums of each group above the line, against the whole below it.

    What is below is split and chosen by the cuts both have, and by no other. The sums of
    products are made cluster by cluster, as if both were columns of one table.
    """
    both = tuple(cut for cut in asked.cuts if cut in metric.shared)
    chosen = {cut: value for cut, value in asked.only.items() if cut in metric.shared}
    whole = replace(asked, cuts=both, only=chosen)
    below = _totals(replace(metric, total="0"), whole)
    made: Groups = {}
    if both == asked.cuts:  # Orders without a contact are a rate of none.
        made.update(below)
    rows = run(_above(metric, asked, whole), asked.parameters())
    for place, split, shared, total, total_squared, units_by_total in rows:
        whole_of_it = below[place, tuple(shared)]
        assert isinstance(whole_of_it, Totals)
        sums = replace(
            whole_of_it.sums,
            total=total,
            total_squared=total_squared,
            units_by_total=units_by_total,
        )
        made[place, tuple(split)] = Totals(sums=sums)
    return made


def _above(metric: Rate, asked: Question, whole: Question) -> str:
    """Return SQL of the sums above the line, and with what lies below in each cluster."""

    def clusters(side: Question, split: str, summed: str) -> str:
        return f"""SELECT {split}, {whole.split(metric)} AS shared,
                          {metric.cluster} AS cluster, sum({summed})::float8 AS summed
                     FROM {metric.table} AS unit {side.joins(metric)}
                    WHERE {in_period(metric, side)} AND ({metric.counted})
                    GROUP BY 1, 2, {metric.cluster}"""

    above = clusters(asked, f"{asked.split(metric)} AS split", metric.total)
    below = clusters(whole, "true", metric.weight)
    return f"""
        SELECT place - 1, split, shared, sum(total), sum(total * total),
               sum(total * units)
          FROM {PERIODS} CROSS JOIN LATERAL (
               SELECT above.split, shared, above.summed AS total,
                      below.summed AS units
                 FROM ({above}) AS above
                 JOIN ({below}) AS below USING (shared, cluster)
                WHERE above.summed > 0) AS one
         GROUP BY 1, 2, 3"""


def _portions(metric: Portion, asked: Question) -> Groups:
    """Return the units of each group as hits, those of all other groups as misses."""
    whole = replace(asked, cuts=())
    all_of = {group[0]: n for group, (n,) in _grouped(metric, whole, "count(*)")}
    return {
        group: Counts(hits=n, misses=all_of[group[0]] - n)
        for group, (n,) in _grouped(metric, asked, "count(*)")
    }


def _ages(metric: Snapshot, asked: Question) -> Groups:
    """Return since how many seconds the units of each period and group have waited."""
    age = f"extract(epoch FROM period_until - ({metric.since}))::float8"
    found = _grouped(metric, asked, f"array_agg({age})")
    return {group: Ages(ages) for group, (ages,) in found}


def watched(
    metric: Share, asked: Question
) -> dict[Group, tuple[Sequence[float], Sequence[bool]]]:
    """Return how long each unit was watched, and whether something ended that."""
    columns = f"array_agg(({metric.wait})::float8), array_agg({metric.event})"
    return {
        group: (waits, events)
        for group, (waits, events) in _grouped(metric, asked, columns)
    }


def excluded(metric: Metric, asked: Question) -> dict[Group, dict[str, int]]:
    """Return how many units are left out, by why; a unit may be under several."""
    if not metric.exclusions:
        return {}
    columns = ", ".join(
        f"count(*) FILTER (WHERE {one.condition})" for one in metric.exclusions
    )
    rows = run(
        f"""SELECT place - 1, part.* FROM {PERIODS} CROSS JOIN LATERAL (
            SELECT {asked.split(metric)} AS split, {columns}
              FROM {metric.table} AS unit {asked.joins(metric)}
             WHERE {in_period(metric, asked)} GROUP BY 1) AS part""",
        asked.parameters(),
    )
    keys = [one.key for one in metric.exclusions]
    return {
        (place, tuple(split)): dict(zip(keys, counts, strict=True))
        for place, split, *counts in rows
    }


def ticket_ids(metric: Metric, condition: str, asked: Question, limit: int) -> list[int]:
    """Return the tickets of the units for which the condition holds, newest first.

    The newest units are read from an index, as many as it takes: a ticket may have several.
    """
    units = 2 * limit
    while True:
        rows = run(
            f"""SELECT ticket FROM {PERIODS} CROSS JOIN LATERAL (
                    SELECT {metric.ticket} AS ticket, {metric.at} AS at
                      FROM {metric.table} AS unit {asked.joins(metric)}
                     WHERE {in_period(metric, asked)} AND ({metric.counted})
                       AND ({condition}) AND {metric.ticket} IS NOT NULL
                     ORDER BY {metric.at} DESC, {metric.ticket} LIMIT %(units)s) AS found
                 ORDER BY at DESC, ticket LIMIT %(units)s""",
            asked.parameters(units=units),
        )
        tickets = list(dict.fromkeys(row[0] for row in rows))[:limit]
        if len(tickets) == limit or len(rows) < units:
            return tickets
        units *= 4
