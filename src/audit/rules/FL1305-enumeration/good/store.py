USERS = {}
UNKNOWN_HASH = 'scrypt:32768:8:1$x$y'


def add_user(name, password_hash):
    with connect() as db:
        db.execute('INSERT INTO users (name, hash) VALUES (?, ?)', (name, password_hash))


def find_user(name):
    return USERS.get(name)


def send_mail(user):
    print('User not found', user)
