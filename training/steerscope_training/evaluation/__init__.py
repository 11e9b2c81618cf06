"""What is measured of a trained pair; each module measures one thing and returns plain values."""
