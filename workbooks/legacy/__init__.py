"""Plans as people really keep them, for `milepost adopt`."""
