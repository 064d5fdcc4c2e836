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
import { rule as FL305 } from './FL305-password-rules/rule.ts'
import { rule as FL401 } from './FL401-session-cookie-flags/rule.ts'
import { rule as FL402 } from './FL402-cookie-flags/rule.ts'
import { rule as FL403 } from './FL403-session-lifetime/rule.ts'
import { rule as FL404 } from './FL404-secret-in-session/rule.ts'
import { rule as FL405 } from './FL405-identity-cookie/rule.ts'
import { rule as FL501 } from './FL501-sql-injection/rule.ts'
import { rule as FL502 } from './FL502-sql-from-parameter/rule.ts'
import { rule as FL503 } from './FL503-sql-identifier/rule.ts'
import { rule as FL504 } from './FL504-nosql-injection/rule.ts'
import { rule as FL601 } from './FL601-mass-assignment/rule.ts'
import { rule as FL602 } from './FL602-nan/rule.ts'
import { rule as FL603 } from './FL603-body-limit/rule.ts'
import { rule as FL604 } from './FL604-regex/rule.ts'
import { rule as FL605 } from './FL605-credentials-in-query/rule.ts'
import { rule as FL610 } from './FL610-returned-html/rule.ts'
import { rule as FL611 } from './FL611-safe-filter/rule.ts'
import { rule as FL612 } from './FL612-autoescape-off/rule.ts'
import { rule as FL613 } from './FL613-markup/rule.ts'
import { rule as FL614 } from './FL614-unquoted-attribute/rule.ts'
import { rule as FL615 } from './FL615-script-context/rule.ts'
import { rule as FL616 } from './FL616-script-sink/rule.ts'
import { rule as FL620 } from './FL620-template-injection/rule.ts'
import { rule as FL621 } from './FL621-command-injection/rule.ts'
import { rule as FL622 } from './FL622-code-injection/rule.ts'
import { rule as FL623 } from './FL623-deserialisation/rule.ts'
import { rule as FL624 } from './FL624-path-traversal/rule.ts'
import { rule as FL625 } from './FL625-upload/rule.ts'
import { rule as FL626 } from './FL626-archive/rule.ts'
import { rule as FL627 } from './FL627-ssrf/rule.ts'
import { rule as FL628 } from './FL628-open-redirect/rule.ts'
import { rule as FL629 } from './FL629-host-header/rule.ts'
import { rule as FL630 } from './FL630-xxe/rule.ts'
import { rule as FL631 } from './FL631-other-injection/rule.ts'
import { rule as FL632 } from './FL632-secrets-logged/rule.ts'
import { rule as FL633 } from './FL633-error-detail/rule.ts'
import { rule as FL701 } from './FL701-security-headers/rule.ts'
import { rule as FL702 } from './FL702-weak-policy/rule.ts'
import { rule as FL703 } from './FL703-cors/rule.ts'
import { rule as FL704 } from './FL704-integrity/rule.ts'
import { rule as FL705 } from './FL705-cacheable-page/rule.ts'
import { rule as FL801 } from './FL801-missing-limit/rule.ts'
import { rule as FL802 } from './FL802-limiter-misuse/rule.ts'
import { rule as FL901 } from './FL901-vulnerable-version/rule.ts'
import { rule as FL902 } from './FL902-unpinned/rule.ts'
import { rule as FL1001 } from './FL1001-https/rule.ts'
import { rule as FL1002 } from './FL1002-tls-verification/rule.ts'
import { rule as FL1003 } from './FL1003-cleartext-credentials/rule.ts'
import { rule as FL1101 } from './FL1101-debug/rule.ts'
import { rule as FL1102 } from './FL1102-development-server/rule.ts'
import { rule as FL1201 } from './FL1201-jwt-unverified/rule.ts'
import { rule as FL1202 } from './FL1202-jwt-algorithm/rule.ts'
import { rule as FL1203 } from './FL1203-token-lifetime/rule.ts'
import { rule as FL1301 } from './FL1301-session-fixation/rule.ts'
import { rule as FL1302 } from './FL1302-unguarded-route/rule.ts'
import { rule as FL1303 } from './FL1303-object-access/rule.ts'
import { rule as FL1304 } from './FL1304-weak-random/rule.ts'
import { rule as FL1305 } from './FL1305-enumeration/rule.ts'
import { rule as FL1306 } from './FL1306-reset-token/rule.ts'
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
  FL305,
  FL401,
  FL402,
  FL403,
  FL404,
  FL405,
  FL501,
  FL502,
  FL503,
  FL504,
  FL601,
  FL602,
  FL603,
  FL604,
  FL605,
  FL610,
  FL611,
  FL612,
  FL613,
  FL614,
  FL615,
  FL616,
  FL620,
  FL621,
  FL622,
  FL623,
  FL624,
  FL625,
  FL626,
  FL627,
  FL628,
  FL629,
  FL630,
  FL631,
  FL632,
  FL633,
  FL701,
  FL702,
  FL703,
  FL704,
  FL705,
  FL801,
  FL802,
  FL901,
  FL902,
  FL1001,
  FL1002,
  FL1003,
  FL1101,
  FL1102,
  FL1201,
  FL1202,
  FL1203,
  FL1301,
  FL1302,
  FL1303,
  FL1304,
  FL1305,
  FL1306,
]

const byId = new Map(rules.map((rule) => [rule.id, rule]))

export function ruleOf(id: string): Rule | undefined {
  return byId.get(id)
}
