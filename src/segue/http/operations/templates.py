"""Operations on templates, which are only read."""

from segue.http.openapi import examples
from segue.http.operations.alike import gets, lists

OPERATIONS = (
    lists(
        "template",
        "templates",
        "Template",
        examples.TEMPLATE_PAGE,
        "List the templates that a step can name. An extension of the old wire.",
    ),
    gets(
        "template",
        "templates",
        "Template",
        examples.TEMPLATE_READ,
        "Read one template. An extension of the old wire.",
    ),
)
