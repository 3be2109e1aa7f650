"""Charts drawn on the server: one plain function per kind of chart, SVG text out.

The grammar every chart keeps: a shape has a class, which is its meaning, and the
stylesheet colours it on screen in both themes; the attributes written here are the printed
colours, all that a PDF, an e-mail or a downloaded file will know. One unit is one pixel,
so words are the size of the page's words. Not yet final is dotted, ordinary variation is
a band, a target is dashed. The label is a sentence; the caller puts the numbers in a table.
"""

from firsthand.foundation.charts.bars import Bar, bars
from firsthand.foundation.charts.course import Moment, course
from firsthand.foundation.charts.funnel import Member, funnel
from firsthand.foundation.charts.line import Point, line
from firsthand.foundation.charts.pareto import Cause, pareto
from firsthand.foundation.charts.sparkline import sparkline
from firsthand.foundation.charts.waits import Lane, waits

__all__ = [
    "Bar",
    "Cause",
    "Lane",
    "Member",
    "Moment",
    "Point",
    "bars",
    "course",
    "funnel",
    "line",
    "pareto",
    "sparkline",
    "waits",
]
