"""What happens at the same moment, each with a control that shows the race."""
