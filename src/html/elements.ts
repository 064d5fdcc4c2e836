// The elements that are read in a way of their own (HTML Standard, 13.1.2 and 13.2.5).

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** No content and no end tag; the old ones included, since parsers still know them. */
export const VOID = names(
  'area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr',
)

/** A parser closes these by itself. */
export const MAY_STAY_OPEN = names(
  'html head body p li dt dd rt rp optgroup option colgroup caption thead tbody tfoot tr td th',
)

/** Text with character references, and no markup. */
export const WORDS_ONLY = names('title textarea')

/** Text in which nothing is decoded. */
export const RAW = names('script style xmp iframe noembed noframes')

/** A line break right after the start tag is dropped. */
export const DROPS_FIRST_LINE_BREAK = names('pre textarea listing')

/** Parts of an SVG picture that often stand in a template of their own. */
export const SHAPES = names('path circle ellipse line polygon polyline rect use stop')
