"""Many commands side by side."""
