"""Operations on customers."""

from segue.http.openapi import examples
from segue.http.openapi.describe import answer, emptied, local, storing
from segue.http.operation import MANAGEMENT, Operation
from segue.http.routes.mgmt import customers

CUSTOMERS = f"{MANAGEMENT}/customers"
CUSTOMER = f"{CUSTOMERS}/{{customer_id}}"
PATH = ("CustomerIdInPath",)

OPERATIONS = (
    Operation(
        id="getCustomers",
        method="GET",
        path=CUSTOMERS,
        tag="customers",
        summary="List customers",
        endpoint=customers.get_customers,
        described=local("The customers.", "CustomerList", examples.CUSTOMERS),
        about=customers.get_customers.__doc__ or "",
    ),
    Operation(
        id="upsertCustomer",
        method="PUT",
        path=CUSTOMERS,
        tag="customers",
        summary="Add a customer, or change it",
        endpoint=customers.upsert_customer,
        described=storing(
            {"201": answer("The customer.", "Customer", examples.CUSTOMER)},
            body=("CustomerWrite", examples.CUSTOMER_WRITE),
        ),
        about=customers.upsert_customer.__doc__ or "",
        scope="manage",
    ),
    Operation(
        id="getCustomer",
        method="GET",
        path=CUSTOMER,
        tag="customers",
        summary="Get a customer",
        endpoint=customers.get_customer,
        described=local("The customer.", "Customer", examples.CUSTOMER, path=PATH),
        about=customers.get_customer.__doc__ or "",
    ),
    Operation(
        id="deleteCustomer",
        method="DELETE",
        path=CUSTOMER,
        tag="customers",
        summary="Delete a customer",
        endpoint=customers.delete_customer,
        described=storing(emptied("It is gone."), path=PATH),
        about=customers.delete_customer.__doc__ or "",
        scope="manage",
    ),
)
