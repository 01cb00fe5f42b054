"""Operations on connections."""

from segue.http import query
from segue.http.openapi import examples
from segue.http.openapi.describe import answer, emptied, local, storing
from segue.http.openapi.responses import READ, WRITE
from segue.http.operation import MANAGEMENT, Operation
from segue.http.routes.mgmt import connections

CONNECTIONS = f"{MANAGEMENT}/customers/{{customer_id}}/connections"
CONNECTION = f"{CONNECTIONS}/{{provider_name}}"
OF_CUSTOMER = ("CustomerIdInPath",)
ONE = (*OF_CUSTOMER, "ProviderNameInPath")

OPERATIONS = (
    Operation(
        id="getConnections",
        method="GET",
        path=CONNECTIONS,
        tag="connections",
        summary="List a customer's connections",
        endpoint=connections.get_connections,
        described=local(
            "The connections.", "ConnectionList", examples.CONNECTIONS, path=OF_CUSTOMER
        ),
        about=connections.get_connections.__doc__ or "",
    ),
    Operation(
        id="createConnection",
        method="POST",
        path=CONNECTIONS,
        tag="connections",
        summary="Connect a customer",
        endpoint=connections.create_connection,
        described=storing(
            {"200": answer("It is made.", "ConnectionCreated", examples.CONNECTION_CREATED)},
            path=OF_CUSTOMER,
            body=("ConnectionCreate", examples.CONNECTION_CREATE),
            known=query.CONNECT,
            statuses=WRITE,
        ),
        about=connections.create_connection.__doc__ or "",
        scope="manage",
    ),
    # Before the path that takes a provider's name in the same place.
    Operation(
        id="getProviderUserId",
        method="GET",
        path=f"{CONNECTIONS}/_provider_user_id",
        tag="connections",
        summary="Tell whom a connection acts as",
        endpoint=connections.get_provider_user_id,
        described=storing(
            {"200": answer("The user.", "ProviderUserId", examples.PROVIDER_USER)},
            path=OF_CUSTOMER,
            known=(query.PROVIDER,),
            statuses=READ,
        ),
        about=connections.get_provider_user_id.__doc__ or "",
    ),
    Operation(
        id="getConnection",
        method="GET",
        path=CONNECTION,
        tag="connections",
        summary="Get a connection",
        endpoint=connections.get_connection,
        described=local("The connection.", "Connection", examples.CONNECTION, path=ONE),
        about=connections.get_connection.__doc__ or "",
    ),
    Operation(
        id="deleteConnection",
        method="DELETE",
        path=CONNECTION,
        tag="connections",
        summary="Delete a connection",
        endpoint=connections.delete_connection,
        described=storing(emptied("It is gone."), path=ONE),
        about=connections.delete_connection.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="getConnectionRateLimitInfo",
        method="GET",
        path=f"{CONNECTION}/_rate_limit_info",
        tag="connections",
        summary="Tell what is left of a provider's limits",
        endpoint=connections.get_rate_limit_info,
        described=storing(
            {"200": answer("The windows.", "RateLimitInfo", examples.RATE_LIMITS)},
            path=ONE,
            known=(query.PROBE,),
            statuses=READ,
        ),
        about=connections.get_rate_limit_info.__doc__ or "",
    ),
    Operation(
        id="exportConnection",
        method="GET",
        path="/private/v2/customers/{customer_id}/connections/{connection_id}",
        tag="connections",
        summary="Export a connection with its credential",
        endpoint=connections.export_connection,
        described=local(
            "The connection.",
            "ConnectionExport",
            examples.CONNECTION_EXPORT,
            path=(*OF_CUSTOMER, "ConnectionId"),
        ),
        about=connections.export_connection.__doc__ or "",
        scope="export_credentials",
    ),
)
