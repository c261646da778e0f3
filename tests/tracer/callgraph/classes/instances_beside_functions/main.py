from penalties import Both, Given, first, second, third


def apply(penalty):
    return penalty(1)


for each in (first, second, third, Both(), Given()):
    apply(each)
