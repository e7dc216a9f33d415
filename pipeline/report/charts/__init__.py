"""Charts as SVG, drawn by hand: shapes only, the same bytes each time, with a title that says the finding.

Lengths across a chart are percentages, so that a chart takes the width it is given, on paper and on a telephone; labels are HTML
beside and over it, because text inside SVG is slow to set. Colours are attributes here: page styles do not reach into an image.
"""
