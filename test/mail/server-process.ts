// An SMTP server in a process of its own, which a test may kill. It tells its parent what it gets.
import { startMailServer } from './server.ts'

/** Given as JSON in the first argument. */
export interface ServerProcessOptions {
  port?: number
  key?: string
  cert?: string
  /** TLS from the first byte. */
  secure?: boolean
  /** Demands this login. */
  login?: { user: string; password: string }
  /** Stops reading in the middle of the first message. */
  hangInMessage?: boolean
}

export type ServerEvent =
  | { kind: 'listening'; port: number }
  | { kind: 'in-message' }
  | { kind: 'mail'; to: string[]; messageId: string; secure: boolean; user: string | undefined }

const tell = (event: ServerEvent) => process.send?.(event)

const options: ServerProcessOptions = JSON.parse(process.argv[2] ?? '{}')
const { port = 0, key, cert, secure = false, login, hangInMessage = false } = options
const server = await startMailServer(
  {
    ...(key && cert ? { key, cert, secure } : {}),
    ...(login && {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === login.user && password === login.password
          ? done(null, { user: username })
          : done(Object.assign(new Error('wrong'), { responseCode: 535 })),
    }),
    ...(hangInMessage && {
      onData: (stream) => {
        stream.once('data', () => {
          stream.pause()
          tell({ kind: 'in-message' })
        })
      },
    }),
    onTaken: ({ to, parsed, secure: encrypted, user }) => {
      tell({ kind: 'mail', to, messageId: parsed.messageId ?? '', secure: encrypted, user })
    },
  },
  port,
)
tell({ kind: 'listening', port: server.port })
// Nobody is left to tell.
process.once('disconnect', () => process.exit())
