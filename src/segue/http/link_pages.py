"""What a magic link's page says: what is asked, a way on, a way back, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.responses import HTMLResponse

from segue.http import pages
from segue.model.problem import Problem
from segue.service.landing import with_failure
from segue.service.link_visits import Visit
from segue.spi.provider import CredentialField

TROUBLES: Final[Mapping[str, str]] = {
    "access_denied": "{provider} was not allowed to be connected. You can try again.",
    "temporarily_unavailable": "{provider} cannot connect accounts right now. Wait a minute, then"
    " try again.",
    "unauthorized_client": "{provider} did not accept {application} itself. Tell {application}, or"
    " try again later.",
    "invalid_scope": "{provider} does not let {application} ask for this much. Tell {application}.",
    "refused": "{provider} did not take this key. Check it and try again.",
    "unanswered": "{provider} could not be asked. The key was not stored; try again in a minute.",
    "stale": "This page was open for too long, or your browser takes no cookies. Try again.",
}
"""By code; a link can name any code, and says no words of its own."""
ANY: Final = "The account was not connected. You can try again."
PROVIDER_SAYS_NO: Final = (400, 422)

ALERT: Final = Markup(
    '<div class="alert" role="alert" tabindex="-1"{focus}>\n<h2>Not connected</h2>\n'
    "<p>{sentence}</p>\n</div>\n"
)
HEAD: Final = Markup("<h1>Connect {provider}</h1>\n")
BY_OAUTH: Final = Markup(
    "<p>{application} asks to work with your {provider} account. At {provider} you sign in and see"
    " what it asks for, and you can say no.</p>\n"
    '<p><a class="act" href="{path}/start">{button}</a></p>\n'
)
BY_KEY: Final = Markup(
    "<p>{application} asks to work with your {provider} account, with a key that you make"
    ' there.</p>\n<form method="post" action="{path}">\n'
    '<input type="hidden" name="form_token" value="{token}">\n{fields}'
    '<button class="act" type="submit">Connect {provider}</button>\n</form>\n'
)
FIELD: Final = Markup(
    '<label for="{name}">{label}</label>\n<p class="hint" id="{name}-hint">{hint}</p>\n{wrong}'
    '<input id="{name}" name="{name}" type="password" autocomplete="off" spellcheck="false"'
    ' aria-describedby="{described}"{marks}>\n'
)
WRONG: Final = Markup('<p class="wrong" id="{name}-wrong">{sentence}</p>\n')
FOOT: Final = Markup(
    '<p class="hint">The link works once, until {until} UTC.</p>\n'
    '<p><a href="{back}">Go back without connecting</a></p>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why the page is shown again; `fields` has a sentence for each field that is wrong."""

    code: str | None = None
    status: int = 200
    fields: Mapping[str, str] = field(default_factory=dict)


def trouble_of(here: Visit, problem: Problem) -> Trouble:
    """Put a problem in the page's words, at the fields it is about."""
    if problem.status not in PROVIDER_SAYS_NO:
        return Trouble(code="unanswered", status=problem.status)
    names = [it.name for it in here.provider.credential]
    told = {
        name: fault.detail
        for fault in problem.faults
        for name in names
        if fault.pointer == f"/body/{name}"
    }
    sentence = TROUBLES["refused"].format(provider=here.provider.title)
    return Trouble(code="refused", status=problem.status, fields=told or {names[0]: sentence})


def page(here: Visit, trouble: Trouble, *, path: str, token: str, status: int) -> HTMLResponse:
    """Show a link that works."""
    names = {"provider": here.provider.title, "application": here.application}
    alert = Markup()
    if trouble.code is not None:
        sentence = TROUBLES.get(trouble.code, ANY).format(**names)
        focus = Markup("") if trouble.fields else Markup(" autofocus")
        alert = ALERT.format(sentence=sentence, focus=focus)
    if here.provider.oauth is None:
        fields = Markup().join(
            _field(it, trouble.fields.get(it.name), first=it is here.provider.credential[0])
            for it in here.provider.credential
        )
        way = BY_KEY.format(**names, path=path, token=token, fields=fields)
    else:
        again = "Try again" if trouble.code else "Continue"
        way = BY_OAUTH.format(**names, path=path, button=f"{again} at {here.provider.title}")
    title = f"Connect {here.provider.title}"
    shown = f"Not connected: {title}" if trouble.code else title
    body = HEAD.format(**names) + alert + way + _foot(here)
    return pages.page(status, shown, body, form_targets=_targets(here))


def _field(it: CredentialField, wrong: str | None, *, first: bool) -> Markup:
    described, marks, said = f"{it.name}-hint", Markup(""), Markup("")
    if it.required:
        marks += Markup(' aria-required="true"')
    if wrong is not None:
        described = f"{it.name}-wrong {described}"
        marks += Markup(' aria-invalid="true"')
        said = WRONG.format(name=it.name, sentence=wrong)
    if wrong is not None and first:
        marks += Markup(" autofocus")
    return FIELD.format(
        name=it.name,
        label=_label(it.name),
        hint=it.note[:1].upper() + it.note[1:],
        wrong=said,
        described=described,
        marks=marks,
    )


def _label(name: str) -> str:
    words = name.replace("_", " ").replace("api", "API")
    return words[:1].upper() + words[1:]


def _foot(here: Visit) -> Markup:
    link = here.link
    back = with_failure(
        link.return_url,
        "access_denied",
        "The customer went back without connecting.",
        customer_id=link.customer_id,
        provider=link.provider,
    )
    return FOOT.format(until=f"{link.expires_at:%Y-%m-%d %H:%M}", back=back)


def _targets(here: Visit) -> str:
    """Allow the page's own form, and that its answer leads on to the return URL and from there."""
    back = urlsplit(here.link.return_url)
    return f"'self' https: {back.scheme}://{back.netloc}"
