"""Operations that are Segue's own: providers, capabilities, writes, health."""

from segue.http import query
from segue.http.openapi import examples
from segue.http.openapi.describe import CONNECTION, local, open_to_all, own_list, probing
from segue.http.operation import Operation
from segue.http.routes import audit, budget, health, providers, writes

OPERATIONS = (
    Operation(
        id="listProviders",
        method="GET",
        path="/segue/v1/providers",
        tag="segue",
        summary="List providers",
        endpoint=providers.list_providers,
        described=local("The installed providers.", "ProviderList", examples.PROVIDERS),
        about=providers.list_providers.__doc__ or "",
    ),
    Operation(
        id="getCapabilities",
        method="GET",
        path="/segue/v1/providers/{name}/capabilities",
        tag="segue",
        summary="Get a provider's capabilities",
        endpoint=providers.get_capabilities,
        described=local("The table.", "CapabilityTable", examples.CAPABILITIES, path=("Name",)),
        about=providers.get_capabilities.__doc__ or "",
    ),
    Operation(
        id="listWrites",
        method="GET",
        path="/segue/v1/writes",
        tag="segue",
        summary="List writes",
        endpoint=writes.list_writes,
        described=own_list("Writes.", "WritePage", examples.WRITE_PAGE, known=query.WRITES),
        about=writes.list_writes.__doc__ or "",
    ),
    Operation(
        id="getWrite",
        method="GET",
        path="/segue/v1/writes/{write_id}",
        tag="segue",
        summary="Get a write",
        endpoint=writes.get_write,
        described=local("The write.", "WriteRecord", examples.WRITE_RECORD, path=("WriteId",)),
        about=writes.get_write.__doc__ or "",
    ),
    Operation(
        id="getBudget",
        method="GET",
        path="/segue/v1/budget",
        tag="segue",
        summary="Get a connection's budget",
        endpoint=budget.get_budget,
        described=local("The budget.", "Budget", examples.BUDGET, path=CONNECTION),
        about=budget.get_budget.__doc__ or "",
    ),
    Operation(
        id="listAudit",
        method="GET",
        path="/segue/v1/audit",
        tag="segue",
        summary="List the audit log",
        endpoint=audit.list_audit,
        described=own_list("Entries.", "AuditPage", examples.AUDIT),
        about=audit.list_audit.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="getHealth",
        method="GET",
        path="/health",
        tag="segue",
        summary="Health",
        endpoint=health.get_health,
        described=open_to_all("The server answers.", "Health", examples.HEALTH),
        about=health.get_health.__doc__ or "",
    ),
    Operation(
        id="getServerReadiness",
        method="GET",
        path="/ready",
        tag="segue",
        summary="Readiness",
        endpoint=health.get_readiness,
        described=probing("ServerReadiness", examples.READY, examples.UNREADY),
        about=health.get_readiness.__doc__ or "",
    ),
)
