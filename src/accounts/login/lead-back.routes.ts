// Where somebody is led who has proved who they are, to an account that they have left: the page on which it can be called back.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Backend } from '../../backend.ts'
import { flash } from '../../shield/flash.ts'
import { keepLinkToken } from '../../shield/link.ts'
import { visitOf } from '../../shield/visit.ts'
import { RETURN_PAGE } from '../profile/leaving.routes.ts'
import { offerReturn } from '../profile/leaving.ts'

/** Keeps the link for that page. False: the time to come back is over. */
export async function keepReturn(
  request: FastifyRequest,
  backend: Backend,
  userId: string,
): Promise<boolean> {
  visitOf(request).dropCookie('challenge')
  const token = await offerReturn(backend, userId)
  if (token === undefined) return false
  keepLinkToken(request, RETURN_PAGE, token)
  return true
}

export async function leadBack(
  request: FastifyRequest,
  reply: FastifyReply,
  backend: Backend,
  userId: string,
) {
  if (await keepReturn(request, backend, userId)) return reply.redirect(RETURN_PAGE, 303)
  flash(request, 'info', 'The time to come back is over.')
  return reply.redirect('/login', 303)
}
