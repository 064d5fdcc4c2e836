from flask import Flask, redirect, request

from models import User, db

app = Flask(__name__)


@app.route('/reset/<token>', methods=['POST'])
def reset_password(token):
    user = User.query.filter_by(reset_token=token).first_or_404()  # expect: FL1306
    user.set_password(request.form['password'])
    db.session.commit()
    return redirect('/login')


# Taken away, but good for ever until then.
@app.route('/b/reset/<token>', methods=['POST'])
def reset_once(token):
    user = User.query.filter(User.reset_token == token).first()  # expect: FL1306
    user.set_password(request.form['password'])
    user.reset_token = None
    db.session.commit()
    return redirect('/login')
