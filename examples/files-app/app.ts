// A host app that takes files on a route of its own: an album that everybody who is signed in adds to and looks at.
import Fastify from 'fastify'
import { csrfField, flash, page, portcullis, receiveUpload, requireUser, serverOptions } from 'portcullis'
import { html } from 'portcullis/html'

export async function filesApp(settings = {}) {
  const app = Fastify(serverOptions())
  const album = new Map<string, string>()
  const parts = { mayOpenUpload: (_user: unknown, { id }: { id: string }) => album.has(id) }
  await app.register(portcullis, { siteName: 'Album', ...settings, parts })

  app.get('/album', { preHandler: requireUser }, async (request) => {
    const shown = [...album].map(([id, title]) => html`<li><img src="/uploads/${id}" alt="${title}"></li>`)
    // The token stands before the file.
    const form = html`<form method="post" enctype="multipart/form-data">${csrfField(request)}
      <label for="title">Title</label> <input id="title" name="title" required>
      <label for="file">Picture</label> <input id="file" name="file" type="file" required> <button>Add</button></form>`
    return page(request, 'Album', html`<h1>Album</h1> <ul>${shown}</ul> ${form}`)
  })

  const files = {
    preHandler: requireUser,
    config: { shield: { multipart: true as const, limit: '30 per minute' } },
  }
  app.post('/album', files, async (request, reply) => {
    const picture = await receiveUpload(request, { kinds: ['image'], maxBytes: 5 * 1024 * 1024 })
    const { id } = await picture.keep()
    album.set(id, picture.fields['title'] ?? '')
    flash(request, 'success', 'Added.')
    return reply.redirect('/album', 303)
  })
  return app
}
