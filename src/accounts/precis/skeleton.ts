// Look-alikes have one skeleton: UTS #39 section 4, made blind to case.
import unhomoglyph from 'unhomoglyph'
import { withoutUnseenDots } from './fold.ts'

/**
 * Palochka, capital and small: a bare upright stroke both, which the table takes for l and for i. Its Cyrillic neighbours would
 * then spell `аӏісе` beside `Alice`.
 */
const PALOCHKA = /[\u04c0\u04cf]/g
/** Seen by nobody, so they tell no two names apart. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu

/**
 * Names as their owners typed them look alike when their skeletons are equal: `paypaI` and `paypal`, `rnark` and `mark`, `раура`
 * in Cyrillic and `paypa`. Taken from the typed form and not the folded one, since capital I is l's twin and small i is not. A
 * skeleton can hold capitals again (0 gives O), so that the lower-case form is reduced a second time.
 */
export function skeleton(name: string): string {
  return reduce(reduce(name).toLowerCase()).toLowerCase()
}

function reduce(name: string): string {
  const seen = withoutUnseenDots(name.replace(INVISIBLE, '').replace(PALOCHKA, 'l').normalize('NFC'))
  return unhomoglyph(seen.normalize('NFD')).normalize('NFD')
}
