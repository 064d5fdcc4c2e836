// What is asked of a virus scanner.

/** `unavailable` is never taken for `clean`. */
export type ScanResult = 'clean' | { infected: string } | 'unavailable'

export interface Scanner {
  scan(file: string): Promise<ScanResult>
}
