"""Rules about the deployment."""
