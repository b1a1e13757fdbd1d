"""The service's own HTTP API, for direct use on the machine it runs on."""
