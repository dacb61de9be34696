"""wire: what the services say to each other. Mechanism and contract only, no airline rule."""
