"""Exercises: `check` tells a learner what to look at, in one line."""

from kmeans_lib.exercises.checks import EXERCISES, LESSONS, check, verdict
