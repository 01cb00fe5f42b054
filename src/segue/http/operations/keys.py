"""Operations on API keys and return URLs."""

from segue.http.openapi import examples
from segue.http.openapi.describe import answer, emptied, local, storing
from segue.http.operation import Operation
from segue.http.routes import keys

KEYS = "/segue/v1/keys"
KEY = f"{KEYS}/{{key_id}}"
RETURN_URLS = "/segue/v1/return_urls"
PATH = ("KeyId",)
MADE = {"201": answer("The key.", "ApiKeyMade", examples.KEY_MADE)}

OPERATIONS = (
    Operation(
        id="listKeys",
        method="GET",
        path=KEYS,
        tag="keys",
        summary="List API keys",
        endpoint=keys.list_keys,
        described=local("The keys.", "ApiKeyList", examples.KEYS),
        about=keys.list_keys.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="createKey",
        method="POST",
        path=KEYS,
        tag="keys",
        summary="Make an API key",
        endpoint=keys.create_key,
        described=storing(MADE, body=("KeyCreate", examples.KEY_CREATE)),
        about=keys.create_key.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="rotateKey",
        method="POST",
        path=f"{KEY}/_rotate",
        tag="keys",
        summary="Rotate an API key",
        endpoint=keys.rotate_key,
        described=storing(
            MADE, path=PATH, body=("KeyRotate", examples.KEY_ROTATE), body_needed=False
        ),
        about=keys.rotate_key.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="revokeKey",
        method="DELETE",
        path=KEY,
        tag="keys",
        summary="Revoke an API key",
        endpoint=keys.revoke_key,
        described=storing(emptied("It is refused from now on."), path=PATH),
        about=keys.revoke_key.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="getReturnUrls",
        method="GET",
        path=RETURN_URLS,
        tag="keys",
        summary="List return URLs",
        endpoint=keys.get_return_urls,
        described=local("The URLs.", "ReturnUrlList", examples.RETURN_URLS),
        about=keys.get_return_urls.__doc__ or "",
    ),
    Operation(
        id="putReturnUrls",
        method="PUT",
        path=RETURN_URLS,
        tag="keys",
        summary="Set the return URLs",
        endpoint=keys.put_return_urls,
        described=storing(
            {"200": answer("The URLs.", "ReturnUrlList", examples.RETURN_URLS)},
            body=("ReturnUrls", examples.RETURN_URLS),
        ),
        about=keys.put_return_urls.__doc__ or "",
        scope="manage",
    ),
)
