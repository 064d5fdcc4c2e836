// A host app: Portcullis in front, one page for signed-in people, one form of its own.
import Fastify, { type FastifyInstance } from 'fastify'
import {
  csrfField,
  flash,
  html,
  page,
  portcullis,
  requireUser,
  type SettingsInput,
  serverOptions,
  signedInUser,
} from 'portcullis'

export async function hostApp(settings: SettingsInput = {}): Promise<FastifyInstance> {
  const app = Fastify({ ...serverOptions(), logger: false })
  await app.register(portcullis, { siteName: 'Notes', ...settings })
  const notes = new Map<string, string[]>()

  app.get('/notes', { preHandler: requireUser }, async (request) =>
    page(
      request,
      'Notes',
      html`<h1>Your notes</h1>
      <ul>${(notes.get(signedInUser(request).id) ?? []).map((note) => html`<li>${note}</li>`)}</ul>
      <form method="post">${csrfField(request)}
        <label for="note">New note</label> <input id="note" name="note" required>
        <button>Add</button>
      </form>`,
    ),
  )

  app.post(
    '/notes',
    { preHandler: requireUser, config: { shield: { limit: '30 per minute' } } },
    async (request, reply) => {
      const { id } = signedInUser(request)
      notes.set(id, [...(notes.get(id) ?? []), String((request.body as { note?: string }).note)])
      flash(request, 'success', 'Noted.')
      return reply.redirect('/notes', 303)
    },
  )
  return app
}
