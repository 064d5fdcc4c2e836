import psycopg2


def run(sql):
    conn = psycopg2.connect('dbname=shop')
    cur = conn.cursor()
    cur.execute(sql)  # expect: FL501
    return cur.fetchall()


def find_by_name(name):
    conn = psycopg2.connect('dbname=shop')
    cur = conn.cursor()
    cur.execute("SELECT * FROM items WHERE name LIKE '%" + name + "%'")  # expect: FL501
    return cur.fetchall()
