// What the lists of dependencies say, and which of the lists are only for people who work on the application.
import type { Requirement } from '../../facts/facts.ts'

/** Lists for development alone: what they name is not deployed. */
const OF_DEVELOPERS = /(?:^|[^a-z])(?:dev|develop|development|tests?|testing|docs?|lint|ci|local)(?:[^a-z]|$)/

export function isOfDevelopers({ at }: Requirement): boolean {
  return OF_DEVELOPERS.test(at.file.toLowerCase())
}
