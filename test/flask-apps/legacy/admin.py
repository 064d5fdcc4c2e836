# -*- coding: utf-8 -*-
# Python 2 only.
import sqlite3

from flask import Blueprint, abort, jsonify, request, session

admin = Blueprint('admin', __name__)


@admin.before_request
def administrators_only():
    if session.get('person') != 1:
        abort(403)


def connect():
    return sqlite3.connect('/var/lib/guestbook/guestbook.db')


@admin.route('/entries')
def entries():
    word = request.args.get('word', u'')
    try:
        rows = connect().execute("SELECT id, text FROM entry WHERE text LIKE '%" + word + "%'")  # expect: FL501
    except sqlite3.OperationalError, problem:
        print "search failed:", problem
        abort(500)
    return jsonify(entries=[dict(id=row[0], text=row[1]) for row in rows])


@admin.route('/entries/<int:entry_id>', methods=['DELETE'])
def delete(entry_id):
    connection = connect()
    connection.execute('DELETE FROM entry WHERE id = ?', (entry_id,))
    connection.commit()
    print >>open('/var/log/guestbook.log', 'a'), 'deleted entry %d' % entry_id
    return '', 204
