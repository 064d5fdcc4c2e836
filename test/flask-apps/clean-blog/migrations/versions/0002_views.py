"""How often a post was read."""
import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade():
    op.add_column('post', sa.Column('views', sa.Integer(), nullable=True))
    for table in ('post',):
        op.execute(f'UPDATE {table} SET views = 0')


def downgrade():
    op.drop_column('post', 'views')
