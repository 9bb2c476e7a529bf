"""`shebao`: the operator's command line over a run of the platform."""
