"""`jetbridge doctor`: would a gateway of these files work, here and now? What is wrong is named with the way out."""
