"""Milepost: status reports that executives and customers trust, from the spreadsheets that project managers already keep."""

__version__ = "0.1.0"
