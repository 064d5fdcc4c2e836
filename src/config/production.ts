// What production refuses to start with, all reasons at once.
import { databaseFolder } from './database.ts'
import { whyNotWritable } from './folder.ts'
import { describeSecretWeakness } from './secret.ts'
import type { SettingName, Settings } from './settings.ts'

export interface Finding {
  /** Stable, for programs: `secret-missing`. */
  readonly code: string
  readonly setting: SettingName
  /** What is wrong and what to do, for the person who starts the program. */
  readonly words: string
}

/** Every reason why production must not start with these settings; none: it may. In development it tells what would. */
export function productionRefusals(settings: Settings): Finding[] {
  return [
    ...secretRefusals(settings.secret),
    ...originRefusals(settings),
    ...filesOriginRefusals(settings),
    ...dataRefusals(settings),
  ]
}

/** Old secrets count as well: what they signed still opens. */
function secretRefusals(secrets: readonly string[]): Finding[] {
  if (secrets.length === 0) {
    return [refuse('secret-missing', 'secret', 'there is no `secret`; `portcullis secret` prints a good one')]
  }
  return secrets.flatMap((secret, index) => {
    const weakness = describeSecretWeakness(secret)
    if (weakness === undefined) return []
    const which = secrets.length === 1 ? '`secret`' : `number ${index + 1} of \`secret\``
    return [refuse('secret-weak', 'secret', `${which} ${weakness}; \`portcullis secret\` prints a good one`)]
  })
}

function filesOriginRefusals({ uploads }: Settings): Finding[] {
  const { origin } = uploads
  if (origin === '' || origin.startsWith('https:')) return []
  return [
    refuse(
      'files-origin-http',
      'uploads.origin',
      `\`uploads.origin\` is ${origin}; production needs https, since files and the links to them would travel readable`,
    ),
  ]
}

function originRefusals({ origin }: Settings): Finding[] {
  if (origin === '') {
    return [
      refuse(
        'origin-missing',
        'origin',
        'there is no `origin`; set what people have in the address bar, such as https://accounts.example.com',
      ),
    ]
  }
  if (origin.startsWith('https:')) return []
  return [
    refuse(
      'origin-http',
      'origin',
      `\`origin\` is ${origin}; production needs https, since passwords and cookies would travel readable`,
    ),
  ]
}

function dataRefusals(settings: Settings): Finding[] {
  const folder = databaseFolder(settings)
  const obstacle = folder === undefined ? undefined : whyNotWritable(folder)
  if (folder === undefined || obstacle === undefined) return []
  const setting = settings.database === '' ? 'data' : 'database'
  return [refuse('data-unwritable', setting, `the database can't be kept in ${folder}: ${obstacle}`)]
}

function refuse(code: string, setting: SettingName, words: string): Finding {
  return { code, setting, words }
}
