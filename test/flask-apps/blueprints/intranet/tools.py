from flask import Blueprint, current_app, jsonify

tools = Blueprint('tools', __name__, url_prefix='/tools')


@tools.get('/ping')
def ping():
    return jsonify(ok=True)


@tools.get('/debug/config')  # expect: FL1302
def debug_config():
    return jsonify({key: str(value) for key, value in current_app.config.items()})
