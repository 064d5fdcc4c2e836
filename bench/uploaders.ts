// Twenty people who upload the same photograph again and again, in a process of their own. Run by uploads.ts.
import { Agent, request } from 'node:http'
import { constants, setPriority } from 'node:os'
import { BROWSER_HEADERS } from './visitor.ts'

export interface Uploading {
  origin: string
  siteOrigin: string
  cookie: string
  token: string
  /** Base64. */
  photograph: string
  uploaders: number
}
export type UploadersSay = { uploaded: number } | { problem: string }

const BOUNDARY = 'boundary-of-the-benchmark'

// They stand for machines of other people, which take less processor time from the server than this one would.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

process.once('message', (task: Uploading) => {
  // Made once: what is measured is how it is received.
  const body = formWith(task)
  const agent = new Agent({ maxSockets: task.uploaders })
  let goesOn = true
  let uploaded = 0
  process.once('message', () => {
    goesOn = false
  })
  const everybody = Array.from({ length: task.uploaders }, async () => {
    while (goesOn) {
      await upload(task, agent, body)
      uploaded++
    }
  })
  Promise.all(everybody)
    .then(
      (): UploadersSay => ({ uploaded }),
      (error: unknown): UploadersSay => ({ problem: String(error) }),
    )
    .then((said) => process.send?.(said, () => process.exit()))
})

function formWith({ token, photograph }: Uploading): Buffer {
  const disposition = `--${BOUNDARY}\r\nContent-Disposition: form-data; name=`
  return Buffer.concat([
    Buffer.from(`${disposition}"csrf_token"\r\n\r\n${token}\r\n`),
    Buffer.from(`${disposition}"files"; filename="photograph.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`),
    Buffer.from(photograph, 'base64'),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
}

function upload({ origin, siteOrigin, cookie }: Uploading, agent: Agent, body: Buffer): Promise<void> {
  const headers = {
    ...BROWSER_HEADERS,
    cookie,
    origin: siteOrigin,
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'content-length': body.length,
  }
  return new Promise((resolve, reject) => {
    const sending = request(`${origin}/uploads`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () =>
        answer.statusCode === 303 ? resolve() : reject(new Error(`POST /uploads: ${answer.statusCode}`)),
      )
    })
    sending.once('error', reject)
    sending.end(body)
  })
}
