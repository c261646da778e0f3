import library


def run():
    return library.render("text")
