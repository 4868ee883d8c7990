"""What Acme asks of its deployments beyond what Azure does: one module for each rule."""
