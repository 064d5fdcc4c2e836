// `portcullis serve`: starts the application, says where it is, and stays until it is told to stop.
import { createApp } from '../app.ts'
import { loadSettings } from '../config/load.ts'
import { environmentName } from '../config/names.ts'
import type { Settings } from '../config/settings.ts'
import { isFirstStart, startInWords } from './announcement.ts'
import { tell } from './output.ts'
import { type Result, wrong } from './result.ts'
import { shutdownOf } from './shutdown.ts'

export async function serve(): Promise<Result> {
  const settings = loadSettings()
  const app = await createApp({ settings })
  const shutdown = shutdownOf(app, settings.server.shutdownTimeout)
  try {
    await app.listen({ host: settings.host, port: settings.port })
  } catch (error) {
    await app.close()
    return wrong(whyNotListening(error, settings))
  }
  // Standard output belongs to the log.
  for (const line of startInWords(settings, app.addresses(), await isFirstStart(settings))) tell(line)
  return shutdown()
}

function whyNotListening(error: unknown, { host, port }: Settings): string {
  const { code, message } = error as NodeJS.ErrnoException
  const choosePort = `choose another with ${environmentName('port')}`
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is taken by another program; stop that one, or ${choosePort}`
    case 'EACCES':
      return `this user may not listen on port ${port}; ${choosePort}, such as 3000`
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine; set ${environmentName('host')}`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} has no address; set ${environmentName('host')}`
    default:
      return `listening on ${host}, port ${port}, failed: ${message}`
  }
}
