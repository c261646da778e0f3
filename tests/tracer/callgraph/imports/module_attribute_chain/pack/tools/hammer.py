def hit(): pass
