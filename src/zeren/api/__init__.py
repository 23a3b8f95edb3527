"""The HTTP interface: the same queries and acts as the pages, for programs (``docs/api.md``)."""
