"""Earned value and earned schedule, of the project and of each milestone."""
