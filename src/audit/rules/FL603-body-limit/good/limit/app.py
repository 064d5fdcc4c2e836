from flask import Flask, request
from werkzeug.utils import secure_filename


class Config:
    MAX_CONTENT_LENGTH = 4 * 1024 * 1024


app = Flask(__name__)
app.config.from_object(Config)


@app.route('/avatar', methods=['POST'])
def avatar():
    picture = request.files['picture']
    picture.save('/srv/avatars/' + secure_filename(picture.filename))
    return {'saved': True}
