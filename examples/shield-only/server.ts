// Starts the guest book: `node --conditions=portcullis-source examples/shield-only/server.ts`
import { guestBook } from './app.ts'

const app = await guestBook()
console.log(`Guest book at ${await app.listen({ port: Number(process.env['PORTCULLIS_PORT'] ?? 3000) })}`)
