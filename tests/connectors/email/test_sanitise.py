from __future__ import annotations

import pytest

from firsthand.connectors.email.sanitise import sanitised, text_of


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>x",
        "<p onclick=alert(1)>x</p>",
        "<style>*{}</style>x",
        "<form action=https://evil.example><input name=a></form>x",
        "<img src=https://evil.example/seen.gif>x",
        "<img src=x onerror=alert(1)>x",
        "<iframe src=https://evil.example></iframe>x",
        "<svg><script>alert(1)</script></svg>x",
        "<math><mtext><script>alert(1)</script></mtext></math>x",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='jav&#x09;ascript:alert(1)'>x</a>",
        "<a href=' &#14; javascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='//evil.example'>x</a>",
        "<p style='background:url(https://evil.example)'>x</p>",
        "<base href=https://evil.example>x",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>x",
        "<!--<script>--><script>alert(1)</script>x",
    ],
)
def test_nothing_that_acts_or_calls_home_is_left(page):
    clean = sanitised(page).lower()

    assert "x" in clean
    for danger in (
        "script",
        "alert",
        "evil",
        "style",
        "src",
        "on",
        "form",
        "<meta",
        "<base",
    ):
        assert danger not in clean.replace("noopener", "")


def test_plain_links_stay_and_say_nothing_about_us():
    assert sanitised("<a href='https://example.com/a?b=1'>x</a>") == (
        '<a href="https://example.com/a?b=1" rel="noopener noreferrer">x</a>'
    )
    assert 'href="mailto:a@b.example"' in sanitised("<a href='mailto:a@b.example'>x</a>")


def test_a_picture_leaves_its_description():
    assert (
        sanitised("<img src=https://x.example/a.png alt='Our lamp'>")
        == '<img alt="Our lamp">'
    )


def test_text_keeps_paragraphs_lines_and_entities_and_drops_what_is_hidden():
    page = "<title>t</title><p>One &amp; two</p><p>three<br>four</p><script>five</script>"

    assert text_of(page) == "One & two\n\nthree\nfour"


def test_preformatted_text_keeps_its_lines():
    assert text_of("<pre>a\nb</pre> c\nd").split("\n")[:2] == ["a", "b"]
