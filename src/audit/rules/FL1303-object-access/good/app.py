import sqlite3

from flask import Flask, abort, jsonify, render_template, session
from flask_login import current_user, login_required
from flask_security import roles_required

from models import Invoice, Product

app = Flask(__name__)


def own(invoice):
    if invoice.owner_id != current_user.id:
        abort(404)
    return invoice


@app.route('/invoices/<int:invoice_id>')
@login_required
def invoice(invoice_id):
    found = Invoice.query.filter_by(id=invoice_id, owner_id=current_user.id).first_or_404()
    return render_template('invoice.html', invoice=found)


@app.route('/invoices/<int:invoice_id>/print')
@login_required
def print_invoice(invoice_id):
    return render_template('print.html', invoice=own(Invoice.query.get_or_404(invoice_id)))


@app.route('/statements/<int:number>')
@login_required
def statement(number):
    sql = 'SELECT * FROM statements WHERE number = ? AND account = ?'
    return jsonify(sqlite3.connect('bank.db').execute(sql, (number, session['account'])).fetchone())


# Everybody's.
@app.route('/products/<int:product_id>')
@login_required
def product(product_id):
    return render_template('product.html', product=Product.query.get_or_404(product_id))


@app.route('/public/invoices/<int:invoice_id>')
def public_invoice(invoice_id):
    return render_template('invoice.html', invoice=Invoice.query.get_or_404(invoice_id))


@app.route('/all/invoices/<int:invoice_id>')
@roles_required('admin')
def any_invoice(invoice_id):
    return render_template('invoice.html', invoice=Invoice.query.get_or_404(invoice_id))


@app.route('/files/<uuid:file_id>')
@login_required
def file(file_id):
    return render_template('file.html', file=Invoice.query.get_or_404(file_id))
