"""Right and wrong answers to exercises, a module a room of exercises.

RIGHT is {exercise: [answers]}, WRONG is {exercise: {part of the hint: [answers]}}.
"""
