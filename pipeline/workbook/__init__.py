"""Excel in and out: scan, read, parse, and the Book that everything else starts from; new workbooks are written here too."""
