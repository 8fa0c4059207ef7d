"""Deterministic checks of an answer: plain functions of the answer's text and its prompt. `catalog` names them."""
