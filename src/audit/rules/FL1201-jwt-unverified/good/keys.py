from jose import jwt

KEYS = {}


def key_of(issuer):
    return KEYS[issuer]


def verify(token, issuer):
    return jwt.decode(token, key_of(issuer), algorithms=['RS256'])
