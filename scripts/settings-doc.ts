// Writes docs/settings.md from the table of settings; test/config/settings-doc.test.ts holds the page to it.
import { writeFileSync } from 'node:fs'
import { environmentName, settingNames } from '../src/config/names.ts'
import type { Setting } from '../src/config/setting.ts'
import { settingsTable } from '../src/config/settings.ts'
import { bytesInWords, secondsInWords } from '../src/config/units.ts'

const PAGE = new URL('../docs/settings.md', import.meta.url)

const TITLES: Readonly<Record<string, string>> = {
  '': 'The site',
  log: 'Log',
  body: 'Request bodies',
  server: 'Time limits of the server',
  csrf: 'Cross-site requests',
  hsts: 'Strict-Transport-Security',
  securityTxt: 'security.txt',
  session: 'Sessions',
  limits: 'Limits on requests',
  throttle: 'Slowing guesses at one account',
  username: 'User names',
  password: 'Passwords',
  mail: 'Mail',
  email: 'E-mail addresses',
  confirm: 'Confirming that it is you',
  activity: 'Activity',
  account: 'Leaving',
  admin: 'Administration',
  secondFactor: 'Second factors',
  passkeys: 'Passkeys',
  api: 'JSON API',
  uploads: 'Uploads',
}

const INTRODUCTION = `# Settings

<!-- Made by \`node scripts/settings-doc.ts\` from src/config/table/. Don't edit it here. -->

Each setting comes from the strongest of four places:

1. **The environment.** The name in capitals, with \`PORTCULLIS_\` in front; dots and humps become underscores:
   \`session.maxPerAccount\` is \`PORTCULLIS_SESSION_MAX_PER_ACCOUNT\`. An empty variable counts as not set. Space around
   a value is dropped.
2. **The file** \`portcullis.config.json\` in the working directory, or the one that \`PORTCULLIS_CONFIG\` names, which must
   exist. It is plain JSON, nested at the dots: \`{ "session": { "maxPerAccount": 5 } }\`.
3. **Options**, when an app of yours registers Portcullis: the same nested object.
4. **The default** in the tables below.

They merge name by name: setting \`session.idle\` in the file leaves \`session.absolute\` where it was. An unknown name or a
wrong value stops the start, with a list of all that is wrong and what was meant. A list is replaced as a whole.

Types, as they are written:

- **seconds**: a number, or a text with a unit: \`900\`, \`"15 min"\`, \`"12h"\`, \`"30 d"\`, \`"2 weeks"\` (s, m, h, d, w). In the
  environment \`900\` and \`12h\`.
- **bytes**: a number, or a text with a unit: \`65536\`, \`"64 KiB"\`, \`"1 MB"\` (KiB is 1024 bytes, KB is 1000).
- **boolean**: \`true\` or \`false\`; in the environment also yes, no, on, off, 1 and 0.
- **list**: JSON's list of texts, or one text with commas. A secret can therefore hold no comma in the environment.
- **limit**: amounts and periods: \`5 per minute\`, \`300/minute; 5000/hour\`, \`1 per 2 hours\`.
- **path**: seen from the working directory when it is relative.

What is marked *secret* is never printed. Keep it in the environment, or the file away from others (\`chmod 600\`).
\`portcullis check\` shows what production would refuse, and gives advice on the rest.
`

/** The whole page as Markdown. */
export function settingsPage(): string {
  const groups = Map.groupBy(settingNames, (name) => (name.includes('.') ? name.split('.')[0]! : ''))
  const sections = [...groups].map(([group, names]) => {
    const title = TITLES[group]
    if (title === undefined) throw new Error(`the group ${group} needs a title in scripts/settings-doc.ts`)
    const head = [
      '| setting | environment | type | default | unit | why |',
      '| --- | --- | --- | --- | --- | --- |',
    ]
    const rows = names.map((name) => row(name, settingsTable[name]))
    return [`## ${title}`, '', ...head, ...rows, ''].join('\n')
  })
  return [INTRODUCTION, ...sections].join('\n')
}

function row(name: string, setting: Setting): string {
  const cells = [
    `\`${name}\``,
    `\`${environmentName(name)}\``,
    typeInWords(setting),
    defaultInWords(setting),
    unit(setting),
    setting.why,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function typeInWords(setting: Setting): string {
  const secret = setting.secret ? ', *secret*' : ''
  switch (setting.type) {
    case 'enum':
      return setting.values.map((value) => `\`${value}\``).join(', ')
    case 'integer':
      return `integer, ${setting.min} to ${setting.max}`
    case 'seconds':
      return `seconds, ${secondsInWords(setting.min)} to ${secondsInWords(setting.max)}`
    case 'bytes':
      return `bytes, ${bytesInWords(setting.min)} to ${bytesInWords(setting.max)}`
    default:
      return setting.type + secret
  }
}

function defaultInWords(setting: Setting): string {
  if (setting.defaultWords !== undefined) return setting.defaultWords
  if (setting.type === 'seconds') return withWords(setting.default, secondsInWords(setting.default))
  if (setting.type === 'bytes') return withWords(setting.default, bytesInWords(setting.default))
  const text = String(setting.default).replaceAll(',', ', ')
  return text === '' ? 'none' : `\`${text}\``
}

function withWords(value: number, words: string): string {
  return words === `${value} second${value === 1 ? '' : 's'}` ? `\`${value}\`` : `\`${value}\` (${words})`
}

function unit(setting: Setting): string {
  if (setting.type === 'seconds' || setting.type === 'bytes') return setting.type
  return setting.type === 'integer' ? (setting.unit ?? '') : ''
}

if (import.meta.main) writeFileSync(PAGE, settingsPage())
