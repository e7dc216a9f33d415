"""From an issue to what people read: views, sentences, charts, pages and PDF."""
