import hashlib

import requests


def sign_in(address, name, password):
    digest = hashlib.sha1(password.encode()).hexdigest()
    return requests.post(f'{address}/signin', data={'name': name, 'password': digest}, timeout=5)
