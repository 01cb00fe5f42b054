"""The OpenAPI 3.1 document, made from the routes, the wire's types and the tables beside this."""
