// Reads the static parts of a template as an HTML tokenizer would, and learns what surrounds each hole.
// One rule keeps this short and sound: in a template every `<` begins a tag or a comment. Wherever parsers disagree
// about raw text (scripting on or off, inside <svg> or not), none of them finds a tag that another doesn't.
import { DROPS_FIRST_LINE_BREAK, MAY_STAY_OPEN, RAW, SHAPES, VOID, WORDS_ONLY } from './elements.ts'
import { type Attribute, HOLE, holesBetween, type Place, place, placesInTag, type Refuse } from './places.ts'

const SPACE = /[\t\n\f\r ]*/y
const TAG_NAME = /[a-zA-Z][a-zA-Z0-9:_.-]*/y
const END_TAG = /<\/([a-zA-Z][a-zA-Z0-9:_.-]*)[\t\n\f\r ]*>/y
const ATTRIBUTE_NAME = /[^\t\n\f\r "'<>/=\0]+/y
const UNQUOTED = /[^\t\n\f\r "'<>=`\0]+/y
const DOCTYPE = /<!doctype[\t\n\f\r ]+html[\t\n\f\r ]*>/iy

/** One place for each hole, in order. Refuses a hole that can't be made safe, and text that is no whole fragment. */
export function readTemplate(source: string, refuse: Refuse): Place[] {
  return new TemplateReader(source, refuse).read()
}

class TemplateReader {
  readonly source: string
  readonly refuse: Refuse
  readonly places: Place[] = []
  readonly open: { name: string; at: number }[] = []
  position = 0
  leadAt = -1

  constructor(source: string, refuse: Refuse) {
    this.source = source
    this.refuse = refuse
  }

  read(): Place[] {
    while (this.position < this.source.length) {
      this.text(this.next('<'), 'text')
      if (this.position < this.source.length) this.markup()
    }
    const left = this.open.find(({ name }) => !MAY_STAY_OPEN.has(name))
    if (left) this.refuse(left.at, `<${left.name}> is not closed in this template`)
    return this.places
  }

  text(end: number, kind: 'text' | 'words'): void {
    for (const at of holesBetween(this.source, this.position, end)) {
      this.places.push(place(this.source, { kind, at, lead: at === this.leadAt ? '\n' : '' }, this.refuse))
    }
    this.position = end
  }

  markup(): void {
    const at = this.position
    const next = this.source[at + 1] ?? ''
    if (next === HOLE) this.refuse(at + 1, "a hole in a tag's name")
    if (next === '/') this.endTag(at)
    else if (next === '!') this.declaration(at)
    else if (/[a-zA-Z]/.test(next)) this.startTag(at)
    else this.refuse(at, 'a < that begins no tag; write &lt;')
  }

  endTag(at: number): void {
    const [tag, name] = this.match(END_TAG) ?? this.refuse(at, 'an end tag that holds more than its name')
    this.close(name!.toLowerCase(), at)
    this.position += tag.length
  }

  close(name: string, at: number): void {
    const opened = this.open.findLastIndex((element) => element.name === name)
    if (opened === -1) this.refuse(at, `</${name}> closes nothing in this template`)
    const between = this.open.slice(opened + 1).find((element) => !MAY_STAY_OPEN.has(element.name))
    if (between) this.refuse(at, `</${name}> comes before </${between.name}>`)
    this.open.length = opened
  }

  declaration(at: number): void {
    const doctype = this.match(DOCTYPE)
    if (doctype) this.position += doctype[0].length
    else if (this.source.startsWith('<!--', at)) this.comment(at)
    else this.refuse(at, 'only <!doctype html> and comments may begin with <!, without a hole')
  }

  /** Strict, since `<!-->`, `--!>` and `<!--` inside are read in more than one way. */
  comment(at: number): void {
    const end = this.source.indexOf('-->', at + 4)
    if (end === -1) this.refuse(at, 'a comment that is not closed')
    const inside = this.source.slice(at + 4, end)
    if (inside.includes(HOLE)) this.refuse(at + 4 + inside.indexOf(HOLE), 'a hole in a comment')
    if (/^-?>|<|--!/.test(inside)) this.refuse(at, 'a comment with <, --! or a > at its start')
    this.position = end + 3
  }

  startTag(at: number): void {
    this.position += 1
    const name = this.match(TAG_NAME)![0].toLowerCase()
    this.position += name.length
    if (this.source[this.position] === HOLE) this.refuse(this.position, "a hole in a tag's name")
    if (name === 'plaintext') this.refuse(at, '<plaintext> never ends')
    const attributes = this.attributes(at)
    this.places.push(...placesInTag(this.source, name, attributes, this.refuse))
    const closed = this.source[this.position] === '/'
    this.position += closed ? 2 : 1
    this.enter(name, at, closed)
  }

  /** Up to the `>` or `/>`, which stays unread. */
  attributes(tagAt: number): Attribute[] {
    const attributes: Attribute[] = []
    for (;;) {
      const at = this.position
      this.skipSpace()
      const here = this.source[this.position]
      if (here === undefined) this.refuse(tagAt, 'a tag that is not closed')
      if (here === '>' || (here === '/' && this.source[this.position + 1] === '>')) return attributes
      if (here === HOLE) {
        this.refuse(this.position, `a hole between attributes; write name="\${…}", which false leaves out`)
      }
      if (at === this.position) this.refuse(at, 'no space before an attribute')
      const attribute = this.attribute(at)
      if (attributes.some(({ name }) => name === attribute.name)) {
        this.refuse(at, `${attribute.name} stands twice in one tag`)
      }
      attributes.push(attribute)
    }
  }

  attribute(at: number): Attribute {
    const written = this.match(ATTRIBUTE_NAME)?.[0]
    if (written === undefined)
      this.refuse(this.position, `${this.source[this.position]} where an attribute begins`)
    this.position += written.length
    if (this.source[this.position] === HOLE) this.refuse(this.position, "a hole in an attribute's name")
    const name = written.toLowerCase()
    const nameEnd = this.position
    this.skipSpace()
    if (this.source[this.position] !== '=') {
      this.position = nameEnd
      return { name, at, start: nameEnd, end: nameEnd }
    }
    this.position += 1
    this.skipSpace()
    const quote = this.source[this.position]
    return quote === '"' || quote === "'" ? this.quoted(name, at, quote) : this.unquoted(name, at)
  }

  quoted(name: string, at: number, quote: string): Attribute {
    const start = this.position + 1
    const end = this.source.indexOf(quote, start)
    if (end === -1) this.refuse(at, `the value of ${name} is not closed`)
    const tag = this.source.slice(start, end).indexOf('<')
    if (tag !== -1)
      this.refuse(start + tag, `a < in the value of ${name}: write &lt;, or close the quote before it`)
    this.position = end + 1
    return { name, at, start, end }
  }

  unquoted(name: string, at: number): Attribute {
    const start = this.position
    const value = this.match(UNQUOTED)?.[0] ?? ''
    this.position += value.length
    if (this.source[this.position] === HOLE)
      this.refuse(this.position, `a hole without quotes; write ${name}="\${…}"`)
    if (!/[\t\n\f\r >]/.test(this.source[this.position] ?? '') || value === '') {
      this.refuse(this.position, `the value of ${name} needs quotes`)
    }
    return { name, at, start, end: this.position }
  }

  enter(name: string, at: number, closed: boolean): void {
    if (closed) this.checkClosed(name, at)
    if (closed || VOID.has(name)) return
    this.open.push({ name, at })
    if (DROPS_FIRST_LINE_BREAK.has(name)) this.leadAt = this.position
    if (WORDS_ONLY.has(name)) this.wordsOnly(name)
    if (RAW.has(name)) this.raw(name)
  }

  /** HTML ignores the slash of `<div/>`; only void elements and those of SVG and MathML end there. */
  checkClosed(name: string, at: number): void {
    if (VOID.has(name) || SHAPES.has(name)) return
    const foreign = this.open.some((element) => element.name === 'svg' || element.name === 'math')
    const never = WORDS_ONLY.has(name) || RAW.has(name)
    if (never || !(foreign || name === 'svg' || name === 'math')) {
      this.refuse(at, `<${name}/> stays open in HTML; write <${name}></${name}>`)
    }
  }

  /** Escaped text can't end these elements, and every parser sees the same, markup or not, since none stands here. */
  wordsOnly(name: string): void {
    this.text(this.next('<'), 'words')
    const end = this.match(END_TAG)
    if (end?.[1]?.toLowerCase() !== name)
      this.refuse(this.position, `<${name}> may hold text alone, and needs its end`)
  }

  /** Nothing is decoded in here, so nothing can be escaped: no holes. */
  raw(name: string): void {
    for (;;) {
      const end = this.next('<')
      const hole = this.source.slice(this.position, end).indexOf(HOLE)
      if (hole !== -1) this.refuse(this.position + hole, rawReason(name))
      if (end === this.source.length) this.refuse(end, `<${name}> is not closed in this template`)
      this.position = end
      if (this.match(END_TAG)?.[1]?.toLowerCase() === name) return
      if (!/[\t\n\f\r =0-9(]/.test(this.source[end + 1] ?? '')) {
        this.refuse(
          end,
          `a < inside <${name}> that could begin a tag; write a space after it, or close <${name}>`,
        )
      }
      this.position += 1
    }
  }

  next(character: string): number {
    const at = this.source.indexOf(character, this.position)
    return at === -1 ? this.source.length : at
  }

  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.position
    return sticky.exec(this.source)
  }

  skipSpace(): void {
    this.position += this.match(SPACE)![0].length
  }
}

function rawReason(name: string): string {
  if (name === 'script') return 'a hole in <script>: give the value in a data- attribute and read it there'
  if (name === 'style') return 'a hole in <style>: choose a class'
  return `a hole in <${name}>, where nothing can be escaped`
}
