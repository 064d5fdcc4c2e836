// A host app: Portcullis in front, a page of its own for signed-in people, and a form of its own.
import Fastify from 'fastify'
import { csrfField, flash, page, portcullis, requireUser, serverOptions, signedInUser } from 'portcullis'
import { html } from 'portcullis/html'

export async function hostApp(settings = {}) {
  const app = Fastify(serverOptions())
  await app.register(portcullis, { siteName: 'Notes', ...settings })
  const notes = new Map<string, string[]>()

  app.get('/notes', { preHandler: requireUser }, async (request) => {
    const items = notes.get(signedInUser(request).id)?.map((note) => html`<li>${note}</li>`)
    const field = html`<label for="note">New note</label> <input id="note" name="note" required>`
    const form = html`<form method="post">${csrfField(request)} ${field} <button>Add</button></form>`
    return page(request, 'Notes', html`<h1>Your notes</h1> <ul>${items}</ul> ${form}`)
  })

  const limited = { preHandler: requireUser, config: { shield: { limit: '30 per minute' } } }
  app.post('/notes', limited, async (request, reply) => {
    const { id } = signedInUser(request)
    const { note } = request.body as { note?: unknown }
    notes.set(id, [...(notes.get(id) ?? []), String(note)])
    flash(request, 'success', 'Noted.')
    return reply.redirect('/notes', 303)
  })
  return app
}
