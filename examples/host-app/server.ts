// Starts the host app: `node --conditions=portcullis-source examples/host-app/server.ts`.
import { hostApp } from './app.ts'

const app = await hostApp()
console.log(await app.listen({ port: 3000 }))
