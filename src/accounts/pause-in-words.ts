// What somebody reads whose guesses are paused.
import { waitInWords } from '../config/units.ts'

/** @param seconds until the next guess is looked at */
export function pauseInWords(seconds: number): string {
  return `There were too many wrong tries. Please wait ${waitInWords(seconds)}, then try again.`
}
