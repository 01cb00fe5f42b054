"""Operations on templates, which are only read."""

from segue.http import query
from segue.http.openapi import examples
from segue.http.openapi.describe import reading
from segue.http.operation import ROOT, Operation
from segue.http.routes import records

OPERATIONS = (
    Operation(
        id="listTemplates",
        method="GET",
        path=f"{ROOT}/templates",
        tag="templates",
        summary="List templates",
        endpoint=records.listing("template"),
        described=reading("A page.", "TemplatePage", examples.TEMPLATE_PAGE, known=query.LIST),
        about="List the templates that a step can name. An extension of the old wire.",
    ),
    Operation(
        id="getTemplate",
        method="GET",
        path=f"{ROOT}/templates/{{template_id}}",
        tag="templates",
        summary="Get a template",
        endpoint=records.getting("template"),
        described=reading(
            "The template.",
            "Template",
            examples.TEMPLATE_READ,
            path=("TemplateId",),
            known=query.ONE,
        ),
        about="Read one template. An extension of the old wire.",
    ),
)
