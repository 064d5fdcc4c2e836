def find_user(name):
    return USERS.get(name)


def add_user(name):
    USERS[name] = name
    return name


USERS = {}
