def run():
    from late import work

    return work()


def again():
    import late

    return late.Thing().go()


run()
again()
