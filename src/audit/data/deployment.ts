// How an application is run, from all files that are not Python: one table of which file is read as what.
import { posix } from 'node:path'
import type { Deployment } from '../facts/facts.ts'
import type { Note, Project, SourceFile } from '../project.ts'
import type { Module } from '../python/ast.ts'
import { readAppYaml, readCompose } from './compose.ts'
import { readDockerfile } from './dockerfile.ts'
import { readEnv, readProcfile, readScript } from './env.ts'
import { readGunicornConf, readUnit, readUwsgi } from './ini.ts'
import { readCaddyfile, readNginx } from './nginx.ts'
import { readPipfile, readPipfileLock, readPyproject, readTomlLock } from './packages.ts'
import { type Gathered, isNotProduction, nothingYet } from './parts.ts'
import { readRequirements } from './requirements.ts'
import { readSetupCfg, readSetupPy } from './setup.ts'

type Read = (file: SourceFile, gathered: Gathered) => void | Promise<void>

/** By the file's name, lower case; the first that fits. */
const READERS: readonly (readonly [RegExp, Read])[] = [
  [/^(?:poetry|uv|pdm)\.lock$/, readTomlLock],
  [/^pipfile\.lock$/, readPipfileLock],
  [/^pyproject\.toml$/, readPyproject],
  [/^pipfile$/, readPipfile],
  [/^setup\.cfg$/, readSetupCfg],
  [/^(?:requirements|constraints)[a-z0-9._-]*\.(?:txt|in)$/, readRequirements],
  [/^(?:dockerfile|containerfile)(?:\.[a-z0-9._-]+)?$|\.dockerfile$/, readDockerfile],
  [/^(?:docker-)?compose[a-z0-9._-]*\.ya?ml$/, readCompose],
  [/^app\.ya?ml$/, readAppYaml],
  [/^procfile(?:\.[a-z]+)?$/, readProcfile],
  [/^\.?(?:flask)?env(?:\.[a-z0-9._-]+)?$|\.env$/, readEnv],
  [/^gunicorn[a-z0-9._-]*\.py$/, readGunicornConf],
  [/^uwsgi[a-z0-9._-]*\.ini$/, readUwsgi],
  [/\.service$|^supervisord?[a-z0-9._-]*\.(?:conf|ini)$/, readUnit],
  [/^caddyfile$/, readCaddyfile],
  [/\.(?:sh|bash)$|^(?:docker-)?entrypoint$|^(?:start|run|boot)$/, readScript],
]
/** `requirements/prod.txt` */
const REQUIREMENTS_FOLDER = /(?:^|\/)requirements\/[a-z0-9._-]+\.(?:txt|in)$/
const CONF = /\.(?:conf|nginx|vhost)$|(?:^|\/)sites-(?:available|enabled)\//
const NGINX_WORDS = /\b(?:server|location|add_header|proxy_pass)\b/
/** A `.conf` is nginx's when its beginning says so. */
const TELLING_LENGTH = 20_000

/** What the files say of how the application runs. `modules`: for setup.py, which is Python. */
export async function deployment(
  project: Project,
  modules: readonly Module[] = [],
): Promise<Deployment & { readonly notes: readonly Note[] }> {
  const gathered = nothingYet()
  for (const file of project.files) {
    if (isNotProduction(file.path)) continue
    const read = readerOf(file)
    if (read === undefined) continue
    try {
      await read(file, gathered)
    } catch {
      gathered.notes.push({ file: file.path, what: 'could not be read' })
    }
  }
  for (const module of modules) if (posix.basename(module.file) === 'setup.py') readSetupPy(module, gathered)
  return gathered
}

function readerOf(file: SourceFile): Read | undefined {
  const path = file.path.toLowerCase()
  const name = posix.basename(path)
  const found = READERS.find(([pattern]) => pattern.test(name))
  if (found !== undefined) return found[1]
  if (REQUIREMENTS_FOLDER.test(path)) return readRequirements
  const isNginx = file.kind === 'nginx' || CONF.test(path)
  return isNginx && NGINX_WORDS.test(file.text.slice(0, TELLING_LENGTH)) ? readNginx : undefined
}
