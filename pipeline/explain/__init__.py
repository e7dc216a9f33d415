"""Where a figure comes from, down to the cells of the workbook, and what a cell influences. Nothing here computes a new figure."""
