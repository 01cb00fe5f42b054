"""Pages for people: one layout, no script, and everything that is filled in is escaped.

Colours have a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), 3 to 1 where they mark a focus.
"""

import base64
import hashlib
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from segue.model.problem import Problem

STYLE: Final = """
:root{color-scheme:light}
body{margin:0;background:#f3f4f6;color:#1b1f24;font:1rem/1.5 system-ui,sans-serif}
main{max-width:32rem;margin:2rem auto;padding:1.5rem 2rem;background:#fff;border-radius:.5rem}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1rem}
h2{font-size:1.1rem;margin:0}
label{display:block;font-weight:600}
.hint{color:#4b5563;margin:.1rem 0 .4rem}
.wrong{color:#a1161f;font-weight:600;margin:.1rem 0 .4rem}
input{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;color:inherit;background:#fff;
border:1px solid #59636e;border-radius:.3rem}
input[aria-invalid=true]{border:2px solid #a1161f}
.act{display:inline-block;margin:1rem 1rem 0 0;padding:.6rem 1.2rem;font:inherit;font-weight:600;
color:#fff;background:#0a4fb8;border:2px solid #0a4fb8;border-radius:.3rem;text-decoration:none;
cursor:pointer}
.alert{border:2px solid #a1161f;border-radius:.3rem;padding:.8rem 1rem;margin:0 0 1.2rem}
.alert p{margin:.3rem 0 0}
a{color:#0a4fb8}
:focus-visible{outline:3px solid #0a4fb8;outline-offset:3px}
"""
STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

LAYOUT: Final = Markup(
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="robots" content="noindex">\n'
    '<title>{title}</title>\n<link rel="icon" href="data:,">\n'
    "<style>{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
)
SORRY: Final = Markup("<h1>{title}</h1>\n<p>{sentence} {next}</p>")

NEXT: Final = {
    "link_unknown": "Ask whoever sent you the link for a new one.",
    "link_used": "If you are not connected, ask whoever sent you the link for a new one.",
    "link_expired": "Ask whoever sent you the link for a new one.",
    "links_only": "Ask the product that you came from for a link.",
    "too_many_attempts": "Wait a minute, then try again.",
    "state_of_another": "Go back to where you began, in one browser that accepts cookies, and start"
    " again.",
}
START_AGAIN: Final = "Go back to where you began and start again."
TITLES: Final = {
    "link_unknown": "This link leads nowhere",
    "link_used": "This link has been used",
    "link_expired": "This link has expired",
}


def policy(form_targets: str = "'none'") -> str:
    """Give a page's content security policy: its own style, no script, forms only to targets.

    Browsers hold where a form's answer redirects to against the targets as well.
    """
    return (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; img-src data:;"
        f" form-action {form_targets}; base-uri 'none'; frame-ancestors 'none'"
    )


def page(status: int, title: str, body: Markup, *, form_targets: str = "'none'") -> HTMLResponse:
    """Answer with a page."""
    shown = LAYOUT.format(title=title, style=Markup(STYLE), body=body)  # noqa: S704 -- our own text
    return HTMLResponse(
        str(shown), status, headers={"Content-Security-Policy": policy(form_targets)}
    )


def sorry(problem: Problem) -> HTMLResponse:
    """Answer a person with what is wrong and what to do about it."""
    fault = problem.faults[0]
    reason = str(fault.meta.get("reason", ""))
    title = TITLES.get(reason, "The account could not be connected")
    sentence = " ".join(each.detail for each in problem.faults if reason not in TITLES)
    body = SORRY.format(title=title, sentence=sentence, next=NEXT.get(reason, START_AGAIN))
    shown = page(problem.status, title, body)
    if problem.retry_after is not None:
        shown.headers["Retry-After"] = str(problem.retry_after)
    return shown


def wanted(request: Request) -> bool:
    """Tell whether a page is wanted, as browsers say, or JSON."""
    return "text/html" in request.headers.get("accept", "").lower()
