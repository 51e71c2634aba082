"""Files changed at random, to see that no check fails, hangs or takes much memory."""
