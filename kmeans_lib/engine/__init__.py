"""The engine: the same k-means as the lessons', fast. What is named here is its one door.

`fit` makes whole runs, `seed` draws their starts; `settle` is the referee that the lessons' own
steps call. `distinct_rows`, and the sums over a part of the images, which add up, are shared with
whoever cuts the images into parts or merges equal ones. It knows arrays, and nothing of a lesson.
"""

from kmeans_lib.engine.distinct import distinct_rows
from kmeans_lib.engine.referee import settle
from kmeans_lib.engine.runs import Run, best, fit
from kmeans_lib.engine.seeding import seed
from kmeans_lib.engine.sums import averages, cluster_sums, farthest, own_distances
