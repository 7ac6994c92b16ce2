"""Figures: every picture of the lessons. Arrays and a shape in, (fig, ax) out.

Nothing here knows the algorithm, and nothing of this package is imported.
"""

from kmeans_lib.figures.charts import (
    plot_bars,
    plot_dots,
    plot_image_with_lines,
    plot_lines,
    plot_spread,
    plot_table,
)
from kmeans_lib.figures.images import plot_grid, plot_images, plot_pixels, plot_sheet
from kmeans_lib.figures.overview import plot_overview
from kmeans_lib.figures.points import plot_frames, plot_points, plot_thumbnails
