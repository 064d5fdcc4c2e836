// Passkeys: the buttons that ask for one or make one, the browser's own offer in the field for the name, and its tidying up.

const { startAuthentication, startRegistration, browserSupportsWebAuthnAutofill, WebAuthnAbortService } =
  globalThis.SimpleWebAuthnBrowser ?? {}

/** Milliseconds. A challenge is good for five minutes: an offer that waits longer asks for another one. */
const OFFER_AGAIN = 4 * 60_000

/** What the site said no to, in its own words. */
class Refused extends Error {
  constructor(answer) {
    super(answer.detail ?? 'Something went wrong. Please reload the page and try again.')
    this.answer = answer
  }
}

/** Errors that WebAuthn has names for; what isn't here is told in one sentence. */
const WORDS = {
  NotAllowedError: 'That was cancelled, or took too long. You can try again.',
  InvalidStateError: 'This device has a passkey for your account already.',
  SecurityError: 'Passkeys don’t work at this address of the site.',
  NotSupportedError: 'This device can’t make a passkey that this site accepts.',
  ConstraintError: 'This device has no fingerprint, face or PIN to protect a passkey with.',
  TypeError: 'The site could not be reached. Please try again.',
}

async function call(box, step, body) {
  const response = await fetch(`${box.dataset.at}/${step}`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-csrftoken': box.querySelector('input[name="csrf_token"]').value,
    },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw new Refused(answer)
  return answer
}

/** What stands in these fields of the page, by their names. */
function valuesOf(ids = '') {
  const fields = ids
    .split(' ')
    .map((id) => document.getElementById(id))
    .filter(Boolean)
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]))
}

async function make(box) {
  const { begins, finishes, silently } = box.dataset
  const how = silently ? { silently: true } : {}
  const optionsJSON = await call(box, 'begin', { ...valuesOf(begins), ...how })
  const { id, response } = await startRegistration({ optionsJSON, useAutoRegister: silently === 'yes' })
  const { clientDataJSON, attestationObject, transports = [] } = response
  const credential = { id, clientDataJSON, attestationObject, transports }
  go(await call(box, 'finish', { credential, ...valuesOf(finishes), ...how }))
}

async function ask(box, useBrowserAutofill = false) {
  const optionsJSON = await call(box, 'begin', {})
  return startAuthentication({ optionsJSON, useBrowserAutofill }).then((answer) => ({ answer, optionsJSON }))
}

async function use(box, { answer: { id, response }, optionsJSON }) {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  const credential = { id, clientDataJSON, authenticatorData, signature, userHandle }
  try {
    const answer = await call(box, 'finish', { credential, next: box.dataset.next })
    if (box.dataset.submits) sendOn(document.getElementById(box.dataset.submits), answer)
    else go(answer)
  } catch (error) {
    if (error instanceof Refused && error.answer.unknown) await forget(optionsJSON.rpId, id)
    throw error
  }
}

/** With the token of the session as it is now: that of the page died with the proof. */
function sendOn(form, { csrf }) {
  form.elements.namedItem('csrf_token').value = csrf
  form.submit()
}

/** A path of this site, whatever an answer says. */
function go({ next }) {
  if (/^\/(?![/\\])/.test(next)) location.assign(next)
}

/** Tells the browser that no account has this passkey, so that it stops offering it. */
async function forget(rpId, credentialId) {
  try {
    await PublicKeyCredential.signalUnknownCredential?.({ rpId, credentialId })
  } catch {
    // It was only a hint.
  }
}

/** Which offer of the browser is the present one: pressing the button calls it off, and so does a newer one. */
let offer = 0

function offerButton(box) {
  const button = box.querySelector('button')
  button.hidden = false
  button.addEventListener('click', async () => {
    offer++
    button.disabled = true
    tell(box, '')
    try {
      if (box.dataset.passkey === 'create') await make(box)
      else await use(box, await ask(box))
    } catch (error) {
      explain(box, error)
    }
    button.disabled = false
    if (box.dataset.autofill) offerInField(box)
  })
}

function explain(box, error) {
  if (!(error instanceof Refused)) {
    tell(box, WORDS[error.cause?.name ?? error.name] ?? 'That did not work. Please try again.')
    return
  }
  const { code, next, fields = [] } = error.answer
  tell(box, error.message)
  document.getElementById(fields[0])?.focus()
  if (code === 'confirmation-needed') go({ next: `/confirm?next=${encodeURIComponent(location.pathname)}` })
  else if (next) go({ next })
}

function tell(box, words) {
  box.querySelector('[role="status"]').textContent = words
}

/** Passkeys among the names that the browser offers in the field. It waits there until somebody picks one. */
async function offerInField(box) {
  if (!(await browserSupportsWebAuthnAutofill())) return
  const mine = ++offer
  const end = setTimeout(() => mine === offer && WebAuthnAbortService.cancelCeremony(), OFFER_AGAIN)
  try {
    const asked = await ask(box, true)
    await use(box, asked).catch((error) => explain(box, error))
  } catch (error) {
    // Nobody has asked for anything yet, so nobody is told.
    if (error.name === 'AbortError' && mine === offer) whenSeen(() => mine === offer && offerInField(box))
  } finally {
    clearTimeout(end)
  }
}

function whenSeen(then) {
  if (!document.hidden) then()
  else document.addEventListener('visibilitychange', then, { once: true })
}

/** After a sign-in by password, where the browser can: it makes a passkey without a question, and says so itself. */
async function makeSilently(box) {
  try {
    const can = await PublicKeyCredential.getClientCapabilities?.()
    if (can?.conditionalCreate) await make(box)
  } catch {
    // Nobody asked for it, so nobody is told.
  }
}

/** Of the page of passkeys: the browser drops those that are gone, and shows the name that the account has now. */
async function tidyUp({ rpId, userId, ids, name, displayName }) {
  try {
    await PublicKeyCredential.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds: ids })
    await PublicKeyCredential.signalCurrentUserDetails?.({ rpId, userId, name, displayName })
  } catch {
    // It was only a hint.
  }
}

const able = typeof globalThis.PublicKeyCredential === 'function' && startAuthentication !== undefined
for (const box of document.querySelectorAll('[data-passkey]')) {
  if (!able) box.querySelector('[data-missing]')?.removeAttribute('hidden')
  else if (box.dataset.silently) makeSilently(box)
  else {
    offerButton(box)
    if (box.dataset.autofill) offerInField(box)
  }
}
const signals = document.querySelector('[data-passkey-signals]')
if (able && signals) tidyUp(JSON.parse(signals.dataset.passkeySignals))
