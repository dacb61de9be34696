"""One file for each thing the service does. They know the ports, not the technology behind them."""
