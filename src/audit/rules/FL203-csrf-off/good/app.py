import hmac
import os

from flask import Flask, abort, jsonify, redirect, render_template, request, session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import FieldList, Form, FormField, StringField

app = Flask(__name__)
app.config.from_object('config.ProductionConfig')
db = SQLAlchemy(app)
csrf = CSRFProtect(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    state = db.Column(db.String(20))


class LineForm(FlaskForm):
    text = StringField()

    # Part of a form that has a token.
    class Meta:
        csrf = False


class OrderForm(FlaskForm):
    lines = FieldList(FormField(LineForm))


class SearchForm(FlaskForm):
    q = StringField()

    class Meta:
        csrf = False


class PlainForm(Form):
    q = StringField()


# Signed by the sender: no cookie is read.
@app.post('/hooks/payment')
@csrf.exempt
def payment():
    made = hmac.new(os.environb[b'HOOK_KEY'], request.get_data(), 'sha256').hexdigest()
    if not hmac.compare_digest(made, request.headers.get('X-Signature', '')):
        abort(403)
    db.session.get(Order, request.get_json()['order']).state = 'paid'
    db.session.commit()
    return ''


# Changes nothing.
@app.post('/csp-report')
@csrf.exempt
def csp_report():
    app.logger.warning('CSP %s', request.get_data(as_text=True)[:500])
    return '', 204


@app.route('/api/orders', methods=['POST'])
@csrf.exempt
def api_order():
    if request.headers.get('Authorization') is None:
        abort(401)
    order = Order(state='new')
    db.session.add(order)
    db.session.commit()
    return jsonify(id=order.id)


@app.route('/search')
def search():
    form = SearchForm(request.args)
    return render_template('search.html', form=form, mine=session.get('mine'))


@app.route('/order', methods=['GET', 'POST'])
def order():
    form = OrderForm()
    if form.validate_on_submit():
        session['order'] = len(form.lines)
        return redirect('/')
    return render_template('order.html', form=form)
