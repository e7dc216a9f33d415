"""Folders that lie at an address, such as a bucket: workbooks are brought here before they are read, outputs are taken there once whole."""
