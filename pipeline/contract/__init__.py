"""What a workbook may say: sheets, columns, cell types, vocabularies, and the type of a finding. Imports nothing of ours."""
