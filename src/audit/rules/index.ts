// All rules, in the order of their numbers. One that is not here is not run: a test holds the list to the folders.

import { rule as FL101 } from './FL101-secret-key/rule.ts'
import { rule as FL102 } from './FL102-weak-secret/rule.ts'
import { rule as FL103 } from './FL103-per-process-secret/rule.ts'
import { rule as FL104 } from './FL104-token-key/rule.ts'
import { rule as FL105 } from './FL105-credentials/rule.ts'
import { rule as FL106 } from './FL106-key-reuse/rule.ts'
import { rule as FL201 } from './FL201-no-csrf/rule.ts'
import { rule as FL202 } from './FL202-form-without-token/rule.ts'
import { rule as FL203 } from './FL203-csrf-off/rule.ts'
import { rule as FL204 } from './FL204-change-on-get/rule.ts'
import { rule as FL205 } from './FL205-request-without-token/rule.ts'
import { rule as FL301 } from './FL301-plaintext-password/rule.ts'
import { rule as FL302 } from './FL302-fast-password-hash/rule.ts'
import { rule as FL303 } from './FL303-weak-password-hash/rule.ts'
import { rule as FL304 } from './FL304-secret-compared/rule.ts'
import { rule as FL401 } from './FL401-session-cookie-flags/rule.ts'
import { rule as FL402 } from './FL402-cookie-flags/rule.ts'
import { rule as FL403 } from './FL403-session-lifetime/rule.ts'
import { rule as FL404 } from './FL404-secret-in-session/rule.ts'
import { rule as FL405 } from './FL405-identity-cookie/rule.ts'
import { rule as FL501 } from './FL501-sql-injection/rule.ts'
import { rule as FL502 } from './FL502-sql-from-parameter/rule.ts'
import { rule as FL503 } from './FL503-sql-identifier/rule.ts'
import { rule as FL504 } from './FL504-nosql-injection/rule.ts'
import { rule as FL603 } from './FL603-body-limit/rule.ts'
import { rule as FL611 } from './FL611-safe-filter/rule.ts'
import { rule as FL612 } from './FL612-autoescape-off/rule.ts'
import { rule as FL614 } from './FL614-unquoted-attribute/rule.ts'
import { rule as FL615 } from './FL615-script-context/rule.ts'
import { rule as FL616 } from './FL616-script-sink/rule.ts'
import { rule as FL620 } from './FL620-template-injection/rule.ts'
import { rule as FL621 } from './FL621-command-injection/rule.ts'
import { rule as FL622 } from './FL622-code-injection/rule.ts'
import { rule as FL623 } from './FL623-deserialisation/rule.ts'
import { rule as FL704 } from './FL704-integrity/rule.ts'
import { rule as FL901 } from './FL901-vulnerable-version/rule.ts'
import { rule as FL902 } from './FL902-unpinned/rule.ts'
import { rule as FL1001 } from './FL1001-https/rule.ts'
import { rule as FL1002 } from './FL1002-tls-verification/rule.ts'
import { rule as FL1003 } from './FL1003-cleartext-credentials/rule.ts'
import { rule as FL1101 } from './FL1101-debug/rule.ts'
import { rule as FL1102 } from './FL1102-development-server/rule.ts'
import type { Rule } from './rule.ts'

export const rules: readonly Rule[] = [
  FL101,
  FL102,
  FL103,
  FL104,
  FL105,
  FL106,
  FL201,
  FL202,
  FL203,
  FL204,
  FL205,
  FL301,
  FL302,
  FL303,
  FL304,
  FL401,
  FL402,
  FL403,
  FL404,
  FL405,
  FL501,
  FL502,
  FL503,
  FL504,
  FL603,
  FL611,
  FL612,
  FL614,
  FL615,
  FL616,
  FL620,
  FL621,
  FL622,
  FL623,
  FL704,
  FL901,
  FL902,
  FL1001,
  FL1002,
  FL1003,
  FL1101,
  FL1102,
]

const byId = new Map(rules.map((rule) => [rule.id, rule]))

export function ruleOf(id: string): Rule | undefined {
  return byId.get(id)
}
