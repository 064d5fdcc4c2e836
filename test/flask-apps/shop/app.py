import os

import nh3
from flask import Flask, flash, jsonify, redirect, render_template, request, session, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_talisman import Talisman
from flask_wtf import CSRFProtect, FlaskForm
from markupsafe import Markup, escape
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ['SHOP_SECRET_KEY'],
    SQLALCHEMY_DATABASE_URI=os.environ['SHOP_DATABASE'],
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=7200,
    MAX_CONTENT_LENGTH=512 * 1024,
)
db = SQLAlchemy(app)
CSRFProtect(app)
Talisman(
    app,
    content_security_policy={
        'default-src': "'self'",
        'script-src': ["'self'", 'https://cdn.example.net'],
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
    },
    content_security_policy_nonce_in=['script-src'],
)


class Product(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(120), nullable=False)
    summary = db.Column(db.Text, nullable=False)
    price = db.Column(db.Integer, nullable=False)


class Review(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    product_id = db.Column(db.ForeignKey('product.id'), nullable=False)
    text = db.Column(db.Text, nullable=False)


class ReviewForm(FlaskForm):
    text = TextAreaField('Your review', [InputRequired(), Length(max=4000)])


class BasketForm(FlaskForm):
    amount = IntegerField('How many', [NumberRange(1, 50)], default=1)


@app.template_filter('clean')
def clean(html):
    return Markup(nh3.clean(html))


@app.route('/')
def index():
    return render_template('index.html', products=Product.query.order_by(Product.name).all())


@app.route('/search')
def search():
    term = request.args.get('term', '')
    products = Product.query.filter(Product.name.contains(term, autoescape=True)).all()
    title = Markup('Found for <em>{}</em>').format(term)
    hint = Markup('<p>You looked for <b>' + term + '</b></p>') if not products else ''  # expect: FL613
    return render_template('search.html', products=products, term=term, title=title, hint=hint)


@app.route('/products/<int:product_id>', methods=['GET', 'POST'])
def product(product_id):
    product = db.get_or_404(Product, product_id)
    form = ReviewForm()
    if form.validate_on_submit():
        db.session.add(Review(product_id=product.id, text=form.text.data))
        db.session.commit()
        flash('Thank you')
        return redirect(url_for('product', product_id=product.id))
    reviews = Review.query.filter_by(product_id=product.id).all()
    return render_template(
        'product.html',
        product=product,
        reviews=reviews,
        form=form,
        basket_form=BasketForm(),
        facts={'id': product.id, 'price': product.price},
        back=request.args.get('back', ''),
    )


@app.route('/products/<int:product_id>/basket', methods=['POST'])
def add_to_basket(product_id):
    form = BasketForm()
    if form.validate_on_submit():
        basket = session.setdefault('basket', {})
        basket[str(product_id)] = form.amount.data
        session.modified = True
    return redirect(url_for('basket'))


@app.route('/basket')
def basket():
    return render_template('basket.html', basket=session.get('basket', {}))


@app.route('/basket/empty', methods=['POST'])
def empty_basket():
    session.pop('basket', None)
    return jsonify(empty=True)


@app.route('/newsletter', methods=['POST'])
def newsletter():
    address = request.form['address']
    flash(Markup('We will write to <b>') + escape(address) + Markup('</b>'))
    return redirect(url_for('index'))
