"""Firmground, asked what the peers are asked; each module runs in Firmground's own environment."""
