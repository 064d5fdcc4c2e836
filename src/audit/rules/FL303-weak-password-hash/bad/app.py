import hashlib
import os

import bcrypt
from argon2 import PasswordHasher
from flask import Flask, request
from flask_bcrypt import Bcrypt
from passlib.hash import pbkdf2_sha256
from werkzeug.security import generate_password_hash

app = Flask(__name__)
app.config['BCRYPT_LOG_ROUNDS'] = 4  # expect: FL303
app.config['SECURITY_PASSWORD_HASH'] = 'plaintext'  # expect: FL303
flask_bcrypt = Bcrypt(app)
hasher = PasswordHasher(time_cost=1, memory_cost=1024)  # expect: FL303
ROUNDS = 1000
METHOD = 'sha256'


@app.post('/register')
def register():
    password = request.form['password']
    return {
        'plain': generate_password_hash(password, method='plain'),  # expect: FL303
        'once': generate_password_hash(password, METHOD),  # expect: FL303
        'few': generate_password_hash(password, method='pbkdf2:sha256:5000'),  # expect: FL303
        'small': generate_password_hash(password, method='scrypt:1024:8:1'),  # expect: FL303
        'salt': generate_password_hash(password, salt_length=2),  # expect: FL303
        'pbkdf2': hashlib.pbkdf2_hmac('sha256', password.encode(), os.urandom(16), ROUNDS).hex(),  # expect: FL303
        'one_salt': hashlib.pbkdf2_hmac('sha256', password.encode(), b'salty', 600000).hex(),  # expect: FL303
        'scrypt': hashlib.scrypt(password.encode(), salt=os.urandom(16), n=2**10, r=8, p=1).hex(),  # expect: FL303
        'bcrypt': bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)),  # expect: FL303
        'flask': flask_bcrypt.generate_password_hash(password, 5),  # expect: FL303
        'passlib': pbkdf2_sha256.using(rounds=1000).hash(password),  # expect: FL303
    }
