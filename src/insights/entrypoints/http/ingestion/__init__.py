"""The collect paths: bare ASGI, because this is the hot path."""
