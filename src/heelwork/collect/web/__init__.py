"""The web application that people rank, compare and edit answers in."""
