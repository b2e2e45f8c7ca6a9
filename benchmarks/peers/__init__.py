"""Other live captioners, played the same sound on the same weights: each in an environment of its own, driven
by what it offers to the public. zimu imports none of them."""
