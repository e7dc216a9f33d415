"""The sample workbooks as data, one module a project, and `make`, which writes them."""
