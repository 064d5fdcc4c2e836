from flask import Flask, flash, redirect, render_template, request, url_for
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect

from outbox import keep

app = Flask(__name__)
app.config.from_object('defaults')
app.config.from_pyfile('production.cfg')
app.config.setdefault('PERMANENT_SESSION_LIFETIME', 3600)
app.config['MAX_CONTENT_LENGTH'] = 100 * 1000

CSRFProtect(app)
Talisman(
    app,
    content_security_policy="default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
)


@app.route('/', methods=['GET', 'POST'])
def contact():
    if request.method == 'POST':
        keep(request.form['message'][:5000])
        flash('Thank you')
        return redirect(url_for('contact'))
    return render_template('contact.html')
