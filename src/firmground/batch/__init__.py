"""The same plain functions, spread over pieces of ground: on threads, or on a cluster."""
