// A dependency that is another one tomorrow, or a Python that gets no mending any more.
import type { Deployment, Facts, Requirement } from '../../facts/facts.ts'
import type { Report, Rule } from '../rule.ts'
import { isOfDevelopers } from '../shared/requirements.ts'
import { compareVersions } from '../shared/version.ts'

export const rule: Rule = {
  id: 'FL902',
  name: 'unpinned',
  title: 'Dependency without a pin',
  severity: 'low',
  confidence: 'high',
  cwe: 1104,
  point: 9,
  cure: null,
  check: unpinned,
}

/** PEP 596: 3.9 was mended last in October 2025. Older ones ended before. */
const OLDEST_MENDED_PYTHON = '3.10'

function* unpinned({ deployment }: Facts): Iterable<Report> {
  yield* requirements(deployment)
  for (const { image, at } of deployment.baseImages) {
    const message = ofImage(image)
    if (message !== undefined) yield { at, message }
  }
}

/** A lock, or a list that pins, holds what the others leave open. */
function* requirements({ requirements, lock, commands, baseImages }: Deployment): Iterable<Report> {
  if (lock !== null) return
  const isDeployed = commands.length > 0 || baseImages.length > 0
  const pinned = new Set(requirements.filter(isPinned).map(({ name }) => name))
  for (const one of requirements) {
    if (pinned.has(one.name)) continue
    const what = one.spec === '' ? 'no version at all' : `\`${one.spec}\``
    yield {
      at: one.at,
      message: `\`${one.name}\` is asked for with ${what}, so each build may get another one.`,
      confidence: isOfDevelopers(one) || (!isDeployed && isOfPackage(one)) ? 'low' : 'high',
    }
  }
}

/** What a library needs must be a range, or it could not be installed beside others. */
function isOfPackage({ at }: Requirement): boolean {
  return /(?:^|\/)(?:setup\.(?:py|cfg)|pyproject\.toml)$/.test(at.file)
}

function isPinned({ version, hashed, spec }: Requirement): boolean {
  return version !== null || hashed || spec.startsWith('@') || spec.startsWith('===')
}

/** `python:3.7-slim`, `docker.io/library/python:3.12`; a digest says exactly which. */
function ofImage(image: string): string | undefined {
  const [named = '', digest] = image.split('@')
  const [name = '', tag] = named.slice(named.lastIndexOf('/') + 1).split(':')
  if (name !== 'python' || (tag ?? '').includes('$')) return undefined
  if (tag === undefined || tag === 'latest')
    return digest === undefined ? `\`${image}\` names no version of Python.` : undefined
  const version = /^\d+(?:\.\d+)*/.exec(tag)?.[0]
  if (version === undefined || !version.includes('.')) return version === '2' ? ended(version) : undefined
  return compareVersions(version, OLDEST_MENDED_PYTHON) < 0 ? ended(version) : undefined
}

function ended(version: string): string {
  return `Python ${version} gets no security fixes any more.`
}
