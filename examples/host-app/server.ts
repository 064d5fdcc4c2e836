// Starts the host app: `node --conditions=portcullis-source examples/host-app/server.ts`
import { loadSettings } from 'portcullis'
import { hostApp } from './app.ts'

const { host, port } = loadSettings()
const app = await hostApp()
console.log(`Notes at ${await app.listen({ host, port })}`)
