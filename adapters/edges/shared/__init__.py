"""What the edges read alike: headers that give one away, the answers below 500, places, whose page it is."""
