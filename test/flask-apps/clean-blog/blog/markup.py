import bleach
import markdown
from markupsafe import Markup, escape

TAGS = ['p', 'em', 'strong', 'a', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'h2', 'h3']
ATTRIBUTES = {'a': ['href', 'title']}


def render_markdown(source):
    return Markup(bleach.clean(markdown.markdown(source), tags=TAGS, attributes=ATTRIBUTES))


def mark(value, word):
    """The value with the word that was looked for in bold."""
    shown = escape(value)
    if not word:
        return shown
    wanted = escape(word)
    return Markup(str(shown).replace(str(wanted), f'<mark>{wanted}</mark>'))


def badge(label):
    return Markup('<span class="badge">%s</span>') % label


def init_app(app):
    app.add_template_filter(render_markdown, 'markdown')
    app.add_template_filter(mark)
    app.add_template_global(badge)
