// The shield alone, with no accounts and no database: one form of a bare Fastify app.
import Fastify from 'fastify'
import { html } from 'portcullis/html'
import { csrfField, flash, page, shield } from 'portcullis/shield'

export async function guestBook(settings = {}) {
  const app = Fastify()
  await app.register(shield, { siteName: 'Guest book', ...settings })
  const names: string[] = []

  app.get('/', async (request) => {
    const form = html`<form method="post">${csrfField(request)}
      <label for="name">Your name</label> <input id="name" name="name" required> <button>Sign</button></form>`
    return page(request, 'Guest book', html`<h1>Guests</h1> <p>${names.join(', ')}</p> ${form}`)
  })

  app.post('/', async (request, reply) => {
    names.push(String((request.body as { name?: unknown }).name))
    flash(request, 'success', 'Thank you.')
    return reply.redirect('/', 303)
  })
  return app
}
