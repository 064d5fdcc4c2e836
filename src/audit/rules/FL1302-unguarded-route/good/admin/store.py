PEOPLE = {}


def find_user(name):
    return PEOPLE.get(name)


def people():
    return list(PEOPLE.values())
