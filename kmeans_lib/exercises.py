"""The exercises of all lessons by name; `check` looks them up here."""

from kmeans_lib import exercises_beyond as beyond
from kmeans_lib import exercises_steps as steps

EXERCISES = {
    "cluster_sizes": steps.cluster_sizes,
    "cut_tiles": steps.cut_tiles,
    "find_blank": steps.find_blank,
    "difference": steps.difference,
    "init_random": steps.init_random,
    "plus_plus_chances": steps.plus_plus_chances,
    "squared_distances": steps.squared_distances_,
    "assign_labels": steps.assign_labels_,
    "update_centroids": steps.update_centroids_,
    "inertia": steps.inertia_,
    "kmeans": beyond.kmeans,
    "best_of": beyond.best_of,
    "match_centroids": beyond.match_centroids,
    "purity": beyond.purity,
    "project": beyond.project,
    "explained_share": beyond.explained_share,
    "representatives": beyond.representatives,
    "repaint": beyond.repaint,
    "combine": beyond.combine,
    "moved_sums": beyond.moved_sums,
}
