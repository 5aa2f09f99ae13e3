"""What a person sees and touches: everything Qt."""
