from flask import Flask, redirect, request, session

from store import find_user

app = Flask(__name__)


def sign_in(user):
    session['account'] = user.id  # expect: FL1301


@app.route('/login', methods=['POST'])
def login():
    user = find_user(request.form['name'])
    if user and user.check_password(request.form['password']):
        sign_in(user)
    return redirect('/')


# Another view that ends sessions does not help this one.
@app.route('/logout', methods=['POST'])
def logout():
    session.clear()
    return redirect('/')
