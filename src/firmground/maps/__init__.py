"""What is drawn of the state: layers, the history of a spot, the picture for print."""
