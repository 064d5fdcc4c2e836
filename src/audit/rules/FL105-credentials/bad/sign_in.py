from flask import Flask, redirect, render_template, request, session

app = Flask(__name__)


@app.route('/', methods=['GET', 'POST'])
def login():
    if request.method == 'POST':
        typed = request.form.get('password')
        if request.form['username'] == 'chief' and typed == 'open-sesame':  # expect: FL105
            session['logged_in'] = True
            return redirect('/dashboard')
    return render_template('login.html')
