"""Finished files of an edition are opened again and searched for what their readers must not learn."""
