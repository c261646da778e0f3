"""Recording what a program really calls: a child process that watches, and the values it hands back."""
