// Comforts for forms with files, which work without them: a place to drop files, and how far they have come.

const WORDS = {
  tooMany: 'Those are too many files at once.',
  tooLarge: 'This file is too large: ',
  sending: 'Sending …',
  checking: 'All sent; the files are being looked over …',
  lost: 'The connection was lost. Please try again.',
}

function offerMore(form) {
  const input = form.querySelector('input[type="file"]')
  const progress = form.querySelector('progress')
  const status = form.querySelector('[role="status"]')
  const button = form.querySelector('button[type="submit"]')
  const most = { files: Number(form.dataset.maxFiles), bytes: Number(form.dataset.maxBytes) }

  /** What the server would say after all of it was sent. It says it again: nothing here is relied on. */
  const problem = () => {
    const files = [...input.files]
    if (files.length > most.files) return WORDS.tooMany
    const large = files.find(({ size }) => size > most.bytes)
    return large && WORDS.tooLarge + large.name
  }

  const tell = (words, isProblem) => {
    status.textContent = words
    status.classList.toggle('problem', isProblem)
  }

  const end = (words) => {
    progress.hidden = true
    button.disabled = false
    tell(words, true)
  }

  const send = () => {
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.setRequestHeader('accept', 'application/json')
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) progress.value = loaded / total
    })
    request.upload.addEventListener('load', () => {
      tell(WORDS.checking, false)
    })
    request.addEventListener('load', () => {
      // The page tells the rest: what was kept, and what wasn't.
      if (request.status < 300 || request.status === 401) location.assign(location.pathname)
      else end(detailOf(request.responseText))
    })
    request.addEventListener('error', () => end(WORDS.lost))
    // The token is the form's first field, and stays the first.
    request.send(new FormData(form))
    progress.value = 0
    progress.hidden = false
    button.disabled = true
    tell(WORDS.sending, false)
  }

  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    event.preventDefault()
    const words = problem()
    if (words) tell(words, true)
    else send()
  })

  form.addEventListener('dragover', (event) => {
    event.preventDefault()
    form.classList.add('upload-over')
  })
  form.addEventListener('dragleave', () => form.classList.remove('upload-over'))
  form.addEventListener('drop', (event) => {
    event.preventDefault()
    form.classList.remove('upload-over')
    if (button.disabled || event.dataTransfer.files.length === 0) return
    input.files = event.dataTransfer.files
    form.requestSubmit()
  })
}

function detailOf(text) {
  try {
    const { title, detail } = JSON.parse(text)
    return `${title}. ${detail}`
  } catch {
    return WORDS.lost
  }
}

for (const form of document.querySelectorAll('form[data-upload]')) offerMore(form)
