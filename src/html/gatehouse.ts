// The drawing of the site's own sign: a gatehouse with its portcullis, coloured by site.css for light and dark.
import { type Html, html } from './html.ts'

/** Seen by the eye alone (`aria-hidden`). Up: come in. Down: a refusal. One a page, since its parts have ids. */
export function gatehouse(portcullis: 'up' | 'down'): Html {
  return html`<svg class="gatehouse gatehouse-${portcullis}" viewBox="0 0 360 360" aria-hidden="true" focusable="false">
    <defs>
      <clipPath id="gatehouse-opening"><path d="M96 340V206a84 84 0 0 1 168 0V340z" /></clipPath>
      <linearGradient id="gatehouse-sky" x1="0" y1="0" x2="0" y2="1">
        <stop class="sky-top" offset="0" />
        <stop class="sky-bottom" offset="1" />
      </linearGradient>
    </defs>
    <path class="stone" d="M32 340V36h44v26h40V36h44v26h40V36h44v26h40V36h44v304z" />
    <path class="stone-edge" d="M32 88h296v8H32z" />
    <g class="joints">
      <path d="M48 124h34M48 300h26M278 124h34M286 300h26M58 212h16M286 212h18M52 256h14M294 168h18M48 168h14M262 140h14" />
    </g>
    <path class="stone-edge" d="M76 340V206a104 104 0 0 1 208 0V340z" />
    <path class="voussoirs" d="M76 206h20M284 206h-20M84 166l19 8M276 166l-19 8M106 132l15 15M254 132l-15 15M140 110l8 18M220 110l-8 18M180 102v20M76 250h20M264 250h20M76 296h20M264 296h20" />
    <path fill="url(#gatehouse-sky)" d="M96 340V206a84 84 0 0 1 168 0V340z" />
    <g clip-path="url(#gatehouse-opening)">
      <circle class="sun" cx="180" cy="282" r="34" />
      <path class="hills" d="M80 316q48-40 100-14t100-10v60H80z" />
      <path class="road" d="M181 302q18 9-8 16t-41 26h92q-30-10-6-22t-37-20z" />
      <g class="portcullis">
        <path class="iron" d="M108 60V300M132 60V300M156 60V300M180 60V300M204 60V300M228 60V300M252 60V300M90 92h180M90 132h180M90 172h180M90 212h180M90 252h180M90 290h180" />
        <path class="iron-tips" d="M103 300h10l-5 22zM127 300h10l-5 22zM151 300h10l-5 22zM175 300h10l-5 22zM199 300h10l-5 22zM223 300h10l-5 22zM247 300h10l-5 22z" />
      </g>
    </g>
    <path class="ground" d="M8 340h344" />
  </svg>`
}
