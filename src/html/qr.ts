// A QR code (ISO/IEC 18004) as SVG in the page: no image to fetch, nothing that the CSP would have to allow.
import { type Html, html } from './html.ts'

/** Light modules around it, so that cameras find its edge (ISO/IEC 18004 5.3.8). */
const QUIET_ZONE = 4

/** @param modules row by row, true for dark */
export function qrCode(modules: readonly (readonly boolean[])[], label: string): Html {
  const size = modules.length + 2 * QUIET_ZONE
  const dark = modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z`] : [])),
  )
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges">
      <rect class="qr-light" width="${size}" height="${size}" />
      <path class="qr-dark" d="${dark.join('')}" />
    </svg>`
}
