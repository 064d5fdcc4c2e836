import sqlite3

from flask import Flask, jsonify, redirect, render_template
from flask_login import login_required

from models import Invoice, Message, db

app = Flask(__name__)


@app.route('/invoices/<int:invoice_id>')
@login_required
def invoice(invoice_id):
    return render_template('invoice.html', invoice=Invoice.query.get_or_404(invoice_id))  # expect: FL1303


@app.route('/messages/<int:message_id>/delete', methods=['POST'])
@login_required
def delete_message(message_id):
    db.session.delete(db.session.get(Message, message_id))  # expect: FL1303
    db.session.commit()
    return redirect('/messages')


@app.route('/documents/<doc_id>')
@login_required
def document(doc_id):
    return jsonify(Message.query.filter_by(id=doc_id).first().text)  # expect: FL1303


@app.route('/statements/<int:number>')
@login_required
def statement(number):
    row = sqlite3.connect('bank.db').execute('SELECT * FROM statements WHERE number = ?', (number,)).fetchone()  # expect: FL1303
    return jsonify(row)
