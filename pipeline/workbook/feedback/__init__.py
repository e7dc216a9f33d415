"""The feedback copy: a PM's own workbook with every finding at its cell, made by patching the package and nothing else."""
