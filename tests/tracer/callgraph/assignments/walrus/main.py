def chosen(): pass
def pick(): return chosen
if (found := pick()):
    found()
