"""Measuring models: held-out preference accuracy and calibration, and answers side by side."""
