"""The portal, outputs/index.html: all projects, what needs somebody, every issue and its files; opens from disk, without a server."""
