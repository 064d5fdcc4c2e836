import os


def required(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f'{name} is not set')
    return value


def load():
    return {
        'DATABASE_URL': required('DATABASE_URL'),
        'TOKEN_KEY': required('TOKEN_KEY'),
        'RATELIMIT_STORAGE_URI': required('REDIS_URL'),
        'MAX_CONTENT_LENGTH': 256 * 1024,
    }
