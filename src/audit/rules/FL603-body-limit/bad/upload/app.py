from flask import Flask, request
from werkzeug.utils import secure_filename

app = Flask(__name__)  # expect: FL603


@app.route('/avatar', methods=['POST'])
def avatar():
    picture = request.files['picture']
    picture.save('/srv/avatars/' + secure_filename(picture.filename))
    return {'saved': True}
