"""`/emailer_templates/{id}`: the content of a touch, the private way."""

from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.rows import write_template
from segue.simulation import Answer


def show(request: Request) -> Answer:
    """Return one template [UM]."""
    return Answer(200, {"emailer_template": dict(request.row(request.account.templates))})


def update(request: Request) -> Answer:
    """Change a template from a flat body; a wrapped one changes nothing, with 200 [ADEL].

    Templates are read when mail is sent, so this reaches sequences that are on [TRI].
    """
    template = request.row(request.account.templates)
    write_template(template, request.params)
    return Answer(200, {"emailer_template": dict(template)})
