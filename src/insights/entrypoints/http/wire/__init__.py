"""Other products' protocols: their SDKs work here by changing their host.

A door reads a body in the product's shape into the one shape that events are sent in, and answers as the
product's SDKs need it: status, body and headers. What they ask beside sending is answered by routes.
"""
