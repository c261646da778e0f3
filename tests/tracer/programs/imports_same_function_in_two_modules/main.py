import one, two
one.run()
two.run()
