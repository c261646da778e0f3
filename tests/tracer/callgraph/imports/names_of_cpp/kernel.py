from op import f
def k(): f()
