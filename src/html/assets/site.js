// Small comforts on top of pages that work without them: show a typed password, tell times in the reader's own zone.

/**
 * Lets a person read the password they typed. It hides again before the form leaves, so that browsers don't
 * keep it among the remembered values of text fields.
 */
function offerToShowPassword(button) {
  const input = document.getElementById(button.getAttribute('aria-controls') ?? '')
  const announcement = button.parentElement?.querySelector('[role="status"]')
  if (!(input instanceof HTMLInputElement)) return

  const show = (shown) => {
    input.type = shown ? 'text' : 'password'
    button.setAttribute('aria-pressed', String(shown))
  }
  button.addEventListener('click', () => {
    const shown = input.type === 'password'
    show(shown)
    if (announcement) announcement.textContent = shown ? 'Password shown' : 'Password hidden'
  })
  // On the window: a form's own properties can be those of a field named "addEventListener".
  window.addEventListener('submit', () => show(false))
  window.addEventListener('pagehide', () => show(false))
  button.hidden = false
}

/** Milliseconds. After that the answer may have been lost, and sending again is meant. */
const ONE_SENDING = 3000

/** A second click of a double click would be told that the name is taken, by the account that the first one made. */
function sendOnce() {
  const sent = new WeakMap()
  window.addEventListener('submit', (event) => {
    const last = sent.get(event.target)
    if (last !== undefined && event.timeStamp - last < ONE_SENDING) event.preventDefault()
    else sent.set(event.target, event.timeStamp)
  })
}

/**
 * Browsers may keep a whole page for the Back button, `no-store` or not. One that holds a person's data is hidden when
 * it is left and asked for anew when it comes back: the session may have ended meanwhile (ASVS V14.3.1).
 */
function askAgainWhenComingBack() {
  window.addEventListener('pagehide', () => {
    document.documentElement.hidden = true
  })
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
    else document.documentElement.hidden = false
  })
}

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** The server knows no zone and writes UTC; that stays in the title. */
function tellInOwnZone(time) {
  const instant = new Date(time.dateTime)
  if (Number.isNaN(instant.getTime())) return
  time.title = time.textContent
  time.textContent = MOMENT.format(instant)
}

function offerToPrint(button) {
  button.addEventListener('click', () => window.print())
  button.hidden = false
}

for (const button of document.querySelectorAll('button[data-show-password]')) offerToShowPassword(button)
for (const button of document.querySelectorAll('button[data-print]')) offerToPrint(button)
for (const time of document.querySelectorAll('time[data-own-zone]')) tellInOwnZone(time)
if (document.querySelector('form[action="/logout"]')) askAgainWhenComingBack()
sendOnce()
