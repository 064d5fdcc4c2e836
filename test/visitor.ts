// A browser without a browser: keeps cookies, follows redirects, fills in forms, presses buttons.
import type { FastifyInstance, InjectOptions } from 'fastify'
import { type DefaultTreeAdapterMap, parse } from 'parse5'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

export interface VisitorOptions {
  origin: string
  /** The address that requests come from. */
  address: string
  /** Sent with every request. */
  headers: Record<string, string>
}

export interface Sent {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  url: string
  headers?: Record<string, string | undefined>
  payload?: string | Buffer
  /** Fields of a form post. */
  form?: Record<string, string> | URLSearchParams | string
  /** Without this visitor's cookies. */
  bare?: boolean
}

export class Visitor {
  readonly app: FastifyInstance
  readonly cookies = new Map<string, string>()
  readonly options: VisitorOptions
  /** Of the last answer. */
  status = 0
  headers: Record<string, string | string[] | undefined> = {}
  body = ''
  path = ''
  /** Status codes of the redirects that led to the last answer. */
  redirects: string[] = []
  /** Every Set-Cookie seen so far. */
  readonly setCookies: string[] = []
  private filled: Record<string, string> = {}

  constructor(app: FastifyInstance, options: Partial<VisitorOptions> = {}) {
    this.app = app
    this.options = { origin: 'http://localhost:3000', address: '127.0.0.1', headers: {}, ...options }
  }

  /** Types an address into the address bar. */
  async open(path: string): Promise<this> {
    this.redirects = []
    await this.follow({
      url: path,
      headers: { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    })
    return this
  }

  /** What the next `press` sends, by field name; the page's own values stay for the rest. */
  fill(fields: Record<string, string>): this {
    Object.assign(this.filled, fields)
    return this
  }

  /** Presses the button with this text, and follows where it leads. */
  async press(button: string): Promise<this> {
    const form = this.forms.find((one) => elementsIn(one, 'button').some((b) => textOf(b).trim() === button))
    if (form === undefined)
      throw new Error(`no form with a button "${button}" at ${this.path}: ${this.text.slice(0, 300)}`)
    const fields = new URLSearchParams(valuesOf(form).filter(([name]) => !Object.hasOwn(this.filled, name)))
    for (const [name, value] of Object.entries(this.filled)) fields.append(name, value)
    this.filled = {}
    this.redirects = []
    const action = attribute(form, 'action') ?? this.path
    if ((attribute(form, 'method') ?? 'get').toLowerCase() !== 'post') {
      await this.follow({ url: `${action}?${fields}` })
      return this
    }
    await this.follow({ method: 'POST', url: action, form: fields, headers: this.browserHeaders('POST') })
    return this
  }

  /** One request as it is, no redirect followed; cookies are kept. */
  async send(sent: Sent): Promise<this> {
    const headers: Record<string, string> = { ...this.options.headers }
    if (!sent.bare && this.cookies.size > 0) headers['cookie'] = this.cookieHeader
    let payload = sent.payload
    if (sent.form !== undefined) {
      payload = typeof sent.form === 'string' ? sent.form : new URLSearchParams(sent.form).toString()
      headers['content-type'] = 'application/x-www-form-urlencoded'
    }
    for (const [name, value] of Object.entries(sent.headers ?? {})) {
      if (value === undefined) delete headers[name]
      else headers[name] = value
    }
    const request: InjectOptions = {
      method: sent.method ?? 'GET',
      url: sent.url,
      headers,
      remoteAddress: this.options.address,
    }
    if (payload !== undefined) request.payload = payload
    const response = await this.app.inject(request)
    this.status = response.statusCode
    this.headers = response.headers as Record<string, string | string[] | undefined>
    this.body = response.body
    this.path = sent.url.split('?', 1)[0]!
    for (const line of [response.headers['set-cookie'] ?? []].flat()) this.keep(line)
    return this
  }

  /** A POST as a browser sends it from a page of the same origin, with a fresh token of `from`. */
  async post(url: string, form: Record<string, string>, from = url): Promise<this> {
    const token = await this.token(from)
    return this.send({
      method: 'POST',
      url,
      form: { csrf_token: token, ...form },
      headers: this.browserHeaders('POST'),
    })
  }

  /** The CSRF token of a page. */
  async token(path: string): Promise<string> {
    await this.open(path)
    const token = /name="csrf_token" value="([^"]+)"/.exec(this.body)?.[1]
    if (token === undefined) throw new Error(`no token at ${path}: ${this.status} ${this.text.slice(0, 200)}`)
    return token
  }

  browserHeaders(method: string): Record<string, string> {
    return {
      accept: 'text/html,application/xhtml+xml',
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      ...(method === 'POST' ? { origin: this.options.origin } : {}),
    }
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get document(): Node {
    return parse(this.body)
  }

  get forms(): Element[] {
    return elementsIn(this.document, 'form')
  }

  /** What a person reads. */
  get text(): string {
    return textOf(this.document).replace(/\s+/g, ' ').trim()
  }

  /** Another visitor with a copy of these cookies: a thief. */
  copy(): Visitor {
    const other = new Visitor(this.app, this.options)
    for (const [name, value] of this.cookies) other.cookies.set(name, value)
    return other
  }

  private async follow(sent: Sent): Promise<void> {
    await this.send({ headers: this.browserHeaders(sent.method ?? 'GET'), ...sent })
    for (let hops = 0; this.status >= 300 && this.status < 400 && this.status !== 304; hops++) {
      if (hops === 10) throw new Error(`redirects without end at ${this.path}`)
      const target = new URL(String(this.headers['location']), this.options.origin)
      this.redirects.push(`${this.status} ${target.pathname}${target.search}`)
      await this.send({ url: target.pathname + target.search, headers: this.browserHeaders('GET') })
    }
  }

  private keep(line: string): void {
    this.setCookies.push(line)
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    if (attributes.some((one) => /^max-age=(0|-\d+)$/i.test(one))) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

export function elementsIn(node: Node, tag: string): Element[] {
  const found: Element[] = []
  const walk = (one: Node): void => {
    if ('tagName' in one && one.tagName === tag) found.push(one)
    if ('childNodes' in one) for (const child of one.childNodes) walk(child)
  }
  walk(node)
  return found
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

export function textOf(node: Node): string {
  if ('value' in node && node.nodeName === '#text') return node.value
  if ('tagName' in node && (node.tagName === 'script' || node.tagName === 'style')) return ''
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

function valuesOf(form: Element): [string, string][] {
  const inputs = elementsIn(form, 'input').map((one) => [
    attribute(one, 'name'),
    attribute(one, 'value') ?? '',
  ])
  const areas = elementsIn(form, 'textarea').map((one) => [attribute(one, 'name'), textOf(one)])
  return [...inputs, ...areas].filter((pair): pair is [string, string] => pair[0] !== undefined)
}
