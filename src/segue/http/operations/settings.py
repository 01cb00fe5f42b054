"""Operations on providers' settings and on magic links."""

from segue.http.openapi import examples
from segue.http.openapi.describe import answer, emptied, local, storing
from segue.http.operation import MANAGEMENT, Operation
from segue.http.routes.mgmt import magic_links, providers

PROVIDERS = f"{MANAGEMENT}/providers"
PROVIDER = f"{PROVIDERS}/{{provider_id}}"
LINKS = f"{MANAGEMENT}/magic_links"
PATH = ("ProviderId",)

OPERATIONS = (
    Operation(
        id="getProviders",
        method="GET",
        path=PROVIDERS,
        tag="providers",
        summary="List providers with their settings",
        endpoint=providers.get_providers,
        described=local(
            "The providers.", "ApplicationProviderList", examples.APPLICATION_PROVIDERS
        ),
        about=providers.get_providers.__doc__ or "",
    ),
    Operation(
        id="createProvider",
        method="POST",
        path=PROVIDERS,
        tag="providers",
        summary="Set an OAuth client",
        endpoint=providers.create_provider,
        described=storing(
            {"201": answer("It is set.", "ApplicationProvider", examples.APPLICATION_PROVIDER)},
            body=("ProviderWrite", examples.PROVIDER_WRITE),
        ),
        about=providers.create_provider.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="getProvider",
        method="GET",
        path=PROVIDER,
        tag="providers",
        summary="Get a provider with its settings",
        endpoint=providers.get_provider,
        described=local(
            "The provider.", "ApplicationProvider", examples.APPLICATION_PROVIDER, path=PATH
        ),
        about=providers.get_provider.__doc__ or "",
    ),
    Operation(
        id="updateProvider",
        method="PUT",
        path=PROVIDER,
        tag="providers",
        summary="Change an OAuth client",
        endpoint=providers.update_provider,
        described=storing(
            {"200": answer("It is set.", "ApplicationProvider", examples.APPLICATION_PROVIDER)},
            path=PATH,
            body=("ProviderWrite", examples.PROVIDER_WRITE),
        ),
        about=providers.update_provider.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="deleteProvider",
        method="DELETE",
        path=PROVIDER,
        tag="providers",
        summary="Forget an OAuth client",
        endpoint=providers.delete_provider,
        described=storing({"200": answer("It is forgotten.", "Done", examples.DELETED)}, path=PATH),
        about=providers.delete_provider.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="getMagicLinks",
        method="GET",
        path=LINKS,
        tag="magic links",
        summary="List magic links",
        endpoint=magic_links.get_magic_links,
        described=local("The links.", "MagicLinkList", examples.MAGIC_LINKS),
        about=magic_links.get_magic_links.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="createMagicLink",
        method="POST",
        path=LINKS,
        tag="magic links",
        summary="Make a magic link",
        endpoint=magic_links.create_magic_link,
        described=storing(
            {"201": answer("The link.", "MagicLink", examples.MAGIC_LINK)},
            body=("MagicLinkCreate", examples.MAGIC_LINK_CREATE),
        ),
        about=magic_links.create_magic_link.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="deleteMagicLink",
        method="DELETE",
        path=f"{LINKS}/{{magic_link_id}}",
        tag="magic links",
        summary="Delete a magic link",
        endpoint=magic_links.delete_magic_link,
        described=storing(emptied("It is gone."), path=("MagicLinkId",)),
        about=magic_links.delete_magic_link.__doc__ or "",
        scope="manage",
    ),
)
