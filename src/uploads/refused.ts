// Why a file is refused for what it is.

export type RefusedWhy =
  | 'empty'
  /** No kind that is known here, or one that may hold scripts and macros. */
  | 'unknown-type'
  /** SVG, HTML, XML or anything else that begins as markup. */
  | 'markup'
  /** Text with control characters, or that is no UTF-8. */
  | 'not-text'
  /** Two formats in one file. */
  | 'polyglot'
  /** It ends too early, or its insides don't hold together. */
  | 'damaged'
  | 'too-many-pixels'
  | 'too-many-frames'
  | 'took-too-long'
  /** What was made of it found no room on the disk. */
  | 'storage-full'
  /** The part that reads images (`sharp`) is not installed. */
  | 'images-not-possible'
  /** Too many images wait already: try again in a while. */
  | 'busy'
