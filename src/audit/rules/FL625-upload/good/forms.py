from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField


class Picture(FlaskForm):
    picture = FileField('Picture', validators=[FileAllowed(['png', 'jpg'])])
