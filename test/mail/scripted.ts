// A bare SMTP server that follows the protocol up to one stage, and there does what a test says: refuse, hang, babble.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** In the order in which a mail passes them; `end` is the answer after the message's last line. */
export const STAGES = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'end'] as const
export type Stage = (typeof STAGES)[number]

const USUAL: Record<Stage, string> = {
  greeting: '220 scripted.test ESMTP',
  EHLO: '250 scripted.test',
  MAIL: '250 OK',
  RCPT: '250 OK',
  DATA: '354 go on',
  end: '250 taken',
}

export interface ScriptedServer {
  url: string
  /** Connections there have been. */
  connections: number
  /** Whole messages it has got, taken or not. */
  messages: number
}

/** `act` gets the socket each time that `stage` is reached. HELO counts as EHLO. */
export async function scriptedServer(
  t: TestContext,
  stage: Stage,
  act: (socket: Socket) => void,
): Promise<ScriptedServer> {
  const sockets = new Set<Socket>()
  const result: ScriptedServer = { url: '', connections: 0, messages: 0 }
  const server = createServer((socket) => {
    result.connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    const reach = (reached: Stage) => {
      if (reached === stage) act(socket)
      else socket.write(`${USUAL[reached]}\r\n`)
    }
    let rest = ''
    let inMessage = false
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString('latin1')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (inMessage && line !== '.') continue
        if (inMessage) result.messages++
        const command = inMessage ? 'end' : line.slice(0, 4).toUpperCase().replace('HELO', 'EHLO')
        inMessage = command === 'DATA' && stage !== 'DATA'
        if (isStage(command)) reach(command)
      }
    })
    reach('greeting')
  }).listen(0, '127.0.0.1')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await once(server, 'listening')
  result.url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
  return result
}

function isStage(text: string): text is Stage {
  return (STAGES as readonly string[]).includes(text)
}
