"""The report as a web page on this machine, made again whenever its workbook is saved, with the findings beside it."""
