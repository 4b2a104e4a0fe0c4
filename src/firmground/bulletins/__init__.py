"""What is told: figures with their evidence, plausibility, and bulletins made of figures."""
