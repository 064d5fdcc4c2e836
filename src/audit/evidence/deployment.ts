// Evidence about what surrounds the application: headers, dependencies, the way to it.
import type { Facts } from '../facts/facts.ts'
import type { Step } from '../finding.ts'

/** In the order in which a report names them. A policy must be among them: the others guard less. */
const HEADERS = ['content-security-policy', 'x-frame-options', 'x-content-type-options', 'referrer-policy']

export function headers({ headers: { set }, deployment: { proxyHeaders } }: Facts): readonly Step[] {
  const found = HEADERS.flatMap((name): Step[] => {
    const at = set.get(name)?.at ?? proxyHeaders.get(name)?.at
    return at === undefined ? [] : [{ at, what: `\`${name}\` is set` }]
  })
  const hasPolicy = set.has('content-security-policy') || proxyHeaders.has('content-security-policy')
  return hasPolicy ? found : []
}

/** Versions that are held to what was tried; whether a registry has newer ones, an audit without a network can't tell. */
export function dependencies({ deployment: { requirements, lock } }: Facts): readonly Step[] {
  const first = requirements[0]
  if (lock !== null && first !== undefined)
    return [{ at: first.at, what: `all versions are locked in ${lock}` }]
  if (first === undefined || requirements.some(({ version }) => version === null)) return []
  return [
    {
      at: first.at,
      what: `all ${requirements.length} versions are pinned`,
    },
  ]
}

const HSTS = 'strict-transport-security'

export function https({ extensions, headers: { set }, deployment, names }: Facts): readonly Step[] {
  const talisman = extensions.bound('flask_talisman.Talisman')
  const force = talisman?.options.get('force_https')
  const forces = talisman !== undefined && (force === undefined || names.literal(force) !== false)
  const hsts = set.get(HSTS)?.at ?? deployment.proxyHeaders.get(HSTS)?.at
  return [
    ...(forces ? [{ at: talisman.at, what: 'Talisman leads to https and sets HSTS' }] : []),
    ...(hsts === undefined ? [] : [{ at: hsts, what: `\`${HSTS}\` is set` }]),
    ...(deployment.redirectsToHttps === null
      ? []
      : [{ at: deployment.redirectsToHttps, what: 'the proxy leads to https' }]),
  ]
}
