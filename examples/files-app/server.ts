// Starts the album: `node --conditions=portcullis-source examples/files-app/server.ts`
import { loadSettings } from 'portcullis'
import { filesApp } from './app.ts'

const { host, port } = loadSettings()
const app = await filesApp()
console.log(`Album at ${await app.listen({ host, port })}`)
