"""The OpenAPI document, and a page that shows it without asking any other host."""

import asyncio
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from segue.http.answers import as_json

ASSETS = Path(__file__).parent.parent / "assets"
SCRIPT = "rapidoc-min.js"

POLICY = (
    "default-src 'none'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
    " style-src 'sha256-GECjoUvGK77QnzoEDaAxsCTAuee6eoV6Rm8pKoJn1m4='; style-src-attr"
    " 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The script adds one ``style`` element, named by its hash, and writes ``style`` attributes
(RapiDoc 9.3.8, seen 2026-11 in Chromium 150)."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Segue: API reference</title>
<link rel="icon" href="data:,">
<script type="module" src="{root}/docs/rapidoc-min.js"></script>
</head>
<body>
<rapi-doc spec-url="{root}/openapi.json" load-fonts="false" show-header="false"
 render-style="read" schema-style="table" theme="light" primary-color="#1f6feb"
 regular-font="system-ui, sans-serif" mono-font="ui-monospace, monospace"
 allow-server-selection="false" show-method-in-nav-bar="as-colored-text"
 sort-endpoints-by="none"></rapi-doc>
<noscript>This page needs JavaScript; the document itself is at {root}/openapi.json.</noscript>
</body>
</html>
"""


async def get_document(request: Request) -> Response:
    """Serve the OpenAPI document."""
    # Making it, for whoever asks first, takes half a second of a server's one loop.
    return as_json(200, await asyncio.to_thread(request.app.openapi))


async def get_page(request: Request) -> Response:
    """Serve the page."""
    page = PAGE.format(root=escape(request.scope.get("root_path", "")))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


async def get_script(_request: Request) -> Response:
    """Serve the page's script."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(ASSETS / SCRIPT, media_type="text/javascript", headers=headers)
