// What somebody reads whose guesses are paused.

/** @param seconds until the next guess is looked at */
export function pauseInWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  const wait = seconds < 100 ? `${Math.ceil(seconds)} seconds` : `about ${minutes} minutes`
  return `There were too many wrong tries. Please wait ${wait}, then try again.`
}
