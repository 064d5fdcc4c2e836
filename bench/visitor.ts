// Somebody with a browser, over real HTTP: keeps cookies, sends forms with the token of their page.

/** What a browser sends when a person opens a page of the same site. Every server gets the same. */
export const BROWSER_HEADERS = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en-GB,en;q=0.9',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'same-origin',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
}

export function visitor(server: string, siteOrigin = server) {
  const cookies = new Map<string, string>()

  async function send(path: string, form?: URLSearchParams): Promise<Response> {
    const answer = await fetch(server + path, {
      headers: { ...BROWSER_HEADERS, cookie: cookieHeader(), ...(form ? { origin: siteOrigin } : {}) },
      ...(form ? { method: 'POST', body: form } : {}),
      redirect: 'manual',
    })
    for (const cookie of answer.headers.getSetCookie()) keep(cookie)
    return answer
  }

  function cookieHeader(): string {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  function keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (/; Max-Age=0/i.test(cookie)) cookies.delete(name)
    else cookies.set(name, value)
  }

  return {
    cookieHeader,

    async page(path: string): Promise<string> {
      const answer = await send(path)
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status}`)
      return answer.text()
    },

    /** @throws Error when the form leads elsewhere than `to` */
    async submit(path: string, fields: Record<string, string>, to: string): Promise<void> {
      const answer = await send(path, new URLSearchParams(fields))
      const led = answer.headers.get('location')
      if (answer.status !== 303 || led !== to) throw new Error(`POST ${path}: ${answer.status} to ${led}`)
    },
  }
}

export function tokenOf(page: string): string {
  const token = /name="csrf_token" value="([^"]+)"/.exec(page)?.[1]
  if (token === undefined) throw new Error('the page holds no CSRF token')
  return token
}
