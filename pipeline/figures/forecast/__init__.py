"""When it will be done: from history, pace and network, side by side, and how past forecasts came true."""
