// Compose files (docs.docker.com/reference/compose-file), App Engine's app.yaml, and other YAML that sets an environment.
import type { SourceFile } from '../project.ts'
import { addCommand, addShell } from './command.ts'
import { at, type Gathered } from './parts.ts'
import { type Placed, readYaml, valueAt } from './yaml.ts'

export async function readCompose(file: SourceFile, gathered: Gathered): Promise<void> {
  for (const document of await readYaml(file, gathered))
    for (const [, service] of valueAt(document, 'services').map) {
      addEnvironment(file, valueAt(service, 'environment'), gathered)
      for (const key of ['entrypoint', 'command']) addPlacedCommand(file, valueAt(service, key), gathered)
    }
}

/** `A: b` or `- A=b`; a name alone is passed on from outside. */
function addEnvironment(file: SourceFile, environment: Placed, gathered: Gathered): void {
  for (const [name, { text, start, end, keyStart }] of environment.map)
    if (text !== null && text !== '')
      gathered.environment.push({ name, value: text, at: at(file, keyStart || start, end) })
  for (const { text, start, end } of environment.list) {
    const equals = text?.indexOf('=') ?? -1
    if (text === null || equals < 1) continue
    gathered.environment.push({
      name: text.slice(0, equals),
      value: text.slice(equals + 1),
      at: at(file, start, end),
    })
  }
}

function addPlacedCommand(file: SourceFile, command: Placed, gathered: Gathered): void {
  const place = at(file, command.start, command.end)
  if (command.text !== null) addShell(command.text, place, gathered)
  else if (command.list.length > 0)
    addCommand(
      command.list.map(({ text }) => text ?? ''),
      place,
      gathered,
    )
}

export async function readAppYaml(file: SourceFile, gathered: Gathered): Promise<void> {
  for (const document of await readYaml(file, gathered)) {
    addEnvironment(file, valueAt(document, 'env_variables'), gathered)
    addPlacedCommand(file, valueAt(document, 'entrypoint'), gathered)
    const handlers = valueAt(document, 'handlers').list
    const secure = handlers.find((handler) => valueAt(handler, 'secure').text === 'always')
    if (secure === undefined || handlers.some((handler) => valueAt(handler, 'secure').text !== 'always'))
      continue
    const { keyStart, start, end } = valueAt(secure, 'secure')
    gathered.redirectsToHttps ??= at(file, keyStart || start, end)
  }
}
