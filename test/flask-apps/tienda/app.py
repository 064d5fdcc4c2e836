import os

from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask_mysqldb import MySQL
from flask_talisman import Talisman

app = Flask(__name__)  # expect: FL201
app.config.update(
    SECRET_KEY=os.environ['SECRET_KEY'],
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=3600,
)
Talisman(
    app,
    content_security_policy="default-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
)
mysql = MySQL(app)


@app.route('/ingresar', methods=['GET', 'POST'])  # expect: FL801
def ingresar():
    if request.method == 'POST':
        correo = request.form['correo']
        contrasena = request.form['contrasena']
        cur = mysql.connection.cursor()
        cur.execute('SELECT id FROM usuarios WHERE correo = %s AND contrasena = %s', (correo, contrasena))  # expect: FL301
        usuario = cur.fetchone()
        if usuario:
            session['usuario'] = usuario[0]  # expect: FL1301
            return redirect(url_for('inicio'))
        flash('Credenciales incorrectas')
    return render_template('ingresar.html')


@app.post('/registro')  # expect: FL305, FL801
def registro():
    cur = mysql.connection.cursor()
    datos = (request.form['correo'], request.form['contraseña'])
    cur.execute('INSERT INTO usuarios (correo, contraseña) VALUES (%s, %s)', datos)  # expect: FL301
    mysql.connection.commit()
    return redirect(url_for('ingresar'))


@app.post('/perfil')
def perfil():
    if 'usuario' not in session:
        return redirect(url_for('ingresar'))
    cur = mysql.connection.cursor()
    cur.execute('UPDATE usuarios SET nombre = %s WHERE id = %s', (request.form['nombre'], session['usuario']))
    mysql.connection.commit()
    return redirect(url_for('inicio'))


@app.route('/eliminar/<int:numero>')  # expect: FL204
def eliminar(numero):
    if 'usuario' not in session:
        return redirect(url_for('ingresar'))
    cur = mysql.connection.cursor()
    cur.execute('DELETE FROM productos WHERE id = %s', (numero,))
    mysql.connection.commit()
    return redirect(url_for('inicio'))


# `clave` es la de un producto, no una contraseña.
@app.route('/')
def inicio():
    cur = mysql.connection.cursor()
    cur.execute('SELECT nombre FROM productos WHERE clave = %s', (request.args.get('clave'),))
    return render_template('inicio.html', productos=cur.fetchall())


@app.get('/salir')  # expect: FL204
def salir():
    session.clear()
    return redirect(url_for('inicio'))
