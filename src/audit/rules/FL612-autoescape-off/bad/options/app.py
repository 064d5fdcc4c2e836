from flask import Flask

app = Flask(__name__)
app.jinja_options['autoescape'] = False  # expect: FL612
