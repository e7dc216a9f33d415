"""From an Issue to what readers get: views for each audience, charts, pages, PDF, and the published folder."""
