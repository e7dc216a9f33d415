"""The rules: what makes a workbook trustworthy. Each is one entry of the tuple `registry.RULES`; findings are data."""
