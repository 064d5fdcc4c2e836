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

for (const button of document.querySelectorAll('button[data-show-password]')) offerToShowPassword(button)
for (const time of document.querySelectorAll('time[data-own-zone]')) tellInOwnZone(time)
