// /two-factor: seeing the second factor, setting up an authenticator app, recovery codes, remembered devices, turning it off.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Backend, ProofMethod } from '../../backend.ts'
import { formsOnly } from '../../shield/body.ts'
import { flash } from '../../shield/flash.ts'
import { requireRecentProof, requireUser, signedInUser } from '../../shield/guards.ts'
import { Refusal } from '../../shield/refusal.ts'
import { renewSession } from '../../shield/session.ts'
import { viewOf } from '../../shield/view.ts'
import { clientOf, visitOf } from '../../shield/visit.ts'
import { accountById } from '../account.ts'
import { transactionWithActivity } from '../activity/activity.ts'
import { readFields, text } from '../fields.ts'
import { deviceInWords } from '../sessions/device-in-words.ts'
import { authenticatorPage, beginAuthenticatorPage } from './authenticator.page.ts'
import { beginAuthenticator, pendingAuthenticator } from './authenticator.ts'
import { dueAtOf } from './policy.ts'
import { qrModules } from './qr.ts'
import { forgetDevice, listRemembered } from './remembered-devices.ts'
import { mustEnrolPage, recoveryCodesPage, turnOffPage, twoFactorPage } from './two-factor.page.ts'
import {
  factorStatus,
  renewRecoveryCodes,
  turnOffSecondFactor,
  turnOnAuthenticator,
  turnOnPasskeyStep,
} from './two-factor.ts'

const PAGE = '/two-factor'
const SETUP = '/two-factor/authenticator'
const OPEN = { shield: { whileEnrolling: true } } as const
const WRONG =
  'That code was not right. Please look at the app, and at the clock of the device: it has to be right.'

export function twoFactorRoutes(app: FastifyInstance, backend: Backend): void {
  const { settings, store, now } = backend
  const looking = { config: OPEN, preHandler: requireUser }
  const changing = {
    config: { shield: { ...OPEN.shield, limit: settings.limits.confirm } },
    onRequest: formsOnly,
    preHandler: requireRecentProof,
  }

  app.get('/two-factor/needed', looking, (request) => mustEnrolPage(viewOf(request)))

  app.get(PAGE, looking, async (request) => {
    const account = await ownAccount(request, backend)
    const status = await factorStatus(backend, account)
    const devices = await listRemembered(store.db, account, now())
    return twoFactorPage(viewOf(request), {
      ...status,
      dueAt: dueOf(request, backend),
      devices: devices.map((device) => ({
        handle: device.handle,
        device: deviceInWords(device.userAgent),
        address: device.address,
        lastUsedAt: new Date(device.lastUsedAt),
        expiresAt: new Date(device.expiresAt),
      })),
    })
  })

  app.get(SETUP, { config: OPEN, preHandler: requireRecentProof }, async (request) => {
    const key = await pendingAuthenticator(backend, signedInUser(request))
    if (key === undefined) return beginAuthenticatorPage(viewOf(request))
    return authenticatorPage(viewOf(request), { key: key.base32, modules: qrModules(key.uri) })
  })

  app.post('/two-factor/authenticator/begin', changing, async (request, reply) => {
    await beginAuthenticator(backend, signedInUser(request))
    return reply.redirect(SETUP, 303)
  })

  app.post(SETUP, changing, async (request, reply) => {
    const user = signedInUser(request)
    const { code } = readFields({ code: text }, request.body).values
    const result = await turnOnAuthenticator(backend, { userId: user.id, code, by: byOwner(request) })
    if (result.kind === 'on') return turnedOn(request, reply, result, 'authenticator-code')
    const key = await pendingAuthenticator(backend, user)
    if (key === undefined) return reply.redirect(SETUP, 303)
    reply.code(422)
    return authenticatorPage(viewOf(request), {
      key: key.base32,
      modules: qrModules(key.uri),
      problem: WRONG,
    })
  })

  app.post('/two-factor/on', changing, async (request, reply) => {
    const result = await turnOnPasskeyStep(backend, {
      userId: signedInUser(request).id,
      by: byOwner(request),
    })
    switch (result.kind) {
      case 'on':
        return turnedOn(request, reply, result, undefined)
      case 'none':
      case 'wrong':
        flash(request, 'error', 'There is no passkey to ask for.')
        return reply.redirect(PAGE, 303)
    }
  })

  app.post('/two-factor/recovery-codes', changing, async (request, reply) => {
    const codes = await renewRecoveryCodes(backend, {
      userId: signedInUser(request).id,
      by: byOwner(request),
    })
    if (codes !== undefined) return recoveryCodesPage(viewOf(request), codes)
    flash(request, 'error', 'Recovery codes stand in for a second factor, and none is set up.')
    return reply.redirect(PAGE, 303)
  })

  app.post(
    '/two-factor/recovery-codes/download',
    { config: OPEN, onRequest: formsOnly, preHandler: requireUser },
    (request, reply) => sendAsFile(request, reply, settings.siteName),
  )

  app.get('/two-factor/off', { preHandler: requireRecentProof }, async (request) =>
    turnOffPage(viewOf(request), await factorStatus(backend, await ownAccount(request, backend))),
  )

  app.post('/two-factor/off', changing, async (request, reply) => {
    const result = await turnOffSecondFactor(backend, {
      userId: signedInUser(request).id,
      by: byOwner(request),
    })
    switch (result.kind) {
      case 'off':
        await goOn(request, result.credentialEpoch, [])
        flash(request, 'success', 'The second step is off. All other sessions have ended.')
        break
      case 'required':
        flash(request, 'error', 'This site asks you for a second factor, so it stays on.')
        break
      case 'was-off':
        flash(request, 'info', 'It was off already.')
        break
    }
    return reply.redirect(PAGE, 303)
  })

  app.post('/two-factor/forget-device', changing, async (request, reply) => {
    const { device } = readFields({ device: text }, request.body).values
    const userId = signedInUser(request).id
    const forgotten = await transactionWithActivity(backend, async (tx, note) => {
      if (!(await forgetDevice(tx, userId, device))) return false
      await note({ userId, kind: 'device-forgotten', by: byOwner(request) })
      return true
    })
    flash(
      request,
      forgotten ? 'success' : 'info',
      forgotten ? 'The device is forgotten.' : 'It was no longer there.',
    )
    return reply.redirect(PAGE, 303)
  })
}

async function ownAccount(request: FastifyRequest, { store }: Backend) {
  const account = await accountById(store.db, signedInUser(request).id)
  if (account === undefined) throw new Refusal('sign-in-needed')
  return account
}

function dueOf(request: FastifyRequest, { settings }: Backend): Date | undefined {
  const { session } = visitOf(request)
  const due = session && dueAtOf(settings, session)
  return due == null ? undefined : new Date(due)
}

function byOwner(request: FastifyRequest) {
  return { actor: 'owner', ...clientOf(request) } as const
}

/** The session goes on under a new token; all others have ended. */
async function goOn(
  request: FastifyRequest,
  credentialEpoch: number,
  assurance: readonly ProofMethod[],
): Promise<void> {
  if (!(await renewSession(request, { user: { credentialEpoch }, assurance })))
    throw new Refusal('sign-in-needed')
}

async function turnedOn(
  request: FastifyRequest,
  reply: FastifyReply,
  { credentialEpoch, codes }: { credentialEpoch: number; codes: string[] },
  method: ProofMethod | undefined,
) {
  const { session } = visitOf(request)
  const assurance = method === undefined ? (session?.assurance ?? []) : [method]
  await goOn(request, credentialEpoch, assurance)
  flash(request, 'success', 'The second step is on. All other sessions have ended.')
  if (codes.length === 0) return reply.redirect(PAGE, 303)
  return recoveryCodesPage(viewOf(request), codes)
}

const SHOWN_CODE = /^[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}$/
const MOST_CODES = 20

/** Gives back what the page has just shown, as a file: nothing but codes, so that it can't be made to say anything else. */
function sendAsFile(request: FastifyRequest, reply: FastifyReply, site: string) {
  const { code } = request.body as { code?: string | string[] }
  const codes = [code ?? []].flat().filter((one) => typeof one === 'string' && SHOWN_CODE.test(one))
  if (codes.length === 0 || codes.length > MOST_CODES) throw new Refusal('invalid-input')
  reply.header('content-disposition', 'attachment; filename="recovery-codes.txt"')
  return reply
    .type('text/plain; charset=utf-8')
    .send(`Recovery codes for ${signedInUser(request).username} at ${site}\r\n\r\n${codes.join('\r\n')}\r\n`)
}
