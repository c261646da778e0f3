import kinds

kinds.get("relu")()
kinds.lookup("relu")()
