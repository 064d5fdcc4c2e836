// The measured half of a run: listens, tells its port, and its CPU time whenever asked.
import type { FastifyInstance } from 'fastify'

export type Report = { port: number } | { cpu: number }

/** Ends with the channel to the parent, however the parent ended. */
export async function serveAndReport(app: Pick<FastifyInstance, 'listen' | 'close'>): Promise<void> {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  process.on('message', () => tell({ cpu: cpuMicroseconds() }))
  process.once('disconnect', () => void app.close().then(() => process.exit()))
  tell({ port: Number(new URL(address).port) })
}

function tell(report: Report): void {
  process.send?.(report)
}

/** User and system time of the whole process, all threads: garbage collection and writing to sockets count. */
function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
