from flask import Flask, request
from lxml import etree

app = Flask(__name__)


def title_of(xml):
    return etree.fromstring(xml).findtext('title')  # expect: FL630


@app.route('/a', methods=['POST'])
def by_default():
    return {'title': title_of(request.get_data())}
