"""Where people watch over money that the machine cannot settle alone."""
