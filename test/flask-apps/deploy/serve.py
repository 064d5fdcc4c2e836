import os

from board import create_app

if __name__ == '__main__':
    create_app().run(host='0.0.0.0', debug=os.environ.get('DEBUG', 'False'))  # expect: FL1101, FL1102
