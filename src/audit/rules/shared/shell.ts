// Values of variables as a shell, compose and dotenv read them.

/** The text itself, or what `${NAME:-text}` falls back on; undefined where it comes from elsewhere. */
export function literalOfShell(value: string): string | undefined {
  const text = unquoted(value.trim())
  if (!text.includes('$')) return text === '' ? undefined : text
  const [, fallback] = /^\$\{\w+:?-([^${}]+)\}$/.exec(text) ?? []
  return fallback === undefined ? undefined : unquoted(fallback)
}

function unquoted(text: string): string {
  const quote = text[0]
  const isQuoted = text.length >= 2 && (quote === '"' || quote === "'") && text.endsWith(quote)
  return isQuoted ? text.slice(1, -1) : text
}
